import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import fc from "fast-check";

import { DatastoreError } from "../error.js";
import { ask, recordOf, testChain, write } from "../log/testing.js";
import { migrations } from "../migrations/all.js";
import { createBareDatabase, type TestDatabase } from "../testing.js";
import type { Purge, PurgeList } from "./epoch-keys.js";
import { decodeManifest, encodeManifest, type Manifest } from "./manifest.js";
import { openBackup, readRows, verifyBackup } from "./read-backup.js";
import { type Replay, restore, type RestoreOptions } from "./restore.js";
import { contentsOf, emptyDatabase, fill, migrateTo, testKeys } from "./testing.js";
import { backup } from "./write-backup.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-restore-"));
const keys = testKeys(folder);
const purgeList = (...purges: readonly Purge[]): PurgeList => ({ purges: () => Promise.resolve(purges) });
const common = { keys, program: "0.1.0", clock: Date.now };
const path = join(folder, "made");

let source: TestDatabase;
const dropped: (() => Promise<void>)[] = [];
beforeAll(async () => {
  source = await createBareDatabase();
  await fill(source.adminUrl, 8, source.urls.cases);
  await backup({ url: source.adminUrl, folder: path, ...common });
});
afterAll(async () => {
  for (const drop of dropped) await drop();
  await source.drop();
  rmSync(folder, { recursive: true });
});

/** Into a migrated database without rows, unless `url` names another. */
async function into(options: Partial<RestoreOptions> = {}): Promise<RestoreOptions> {
  const given = { logins: {}, folder: path, keys, purges: purgeList() };
  if (options.url !== undefined) return { ...given, ...options, url: options.url };
  const database = await createBareDatabase();
  dropped.push(() => database.drop());
  return { ...given, ...options, url: database.adminUrl };
}

async function withoutSchema(): Promise<string> {
  const { url, drop } = await emptyDatabase();
  dropped.push(drop);
  return url;
}

/** A copy of the backup, spoilt. */
async function spoilt(how: (copy: string) => unknown): Promise<string> {
  const copy = join(folder, randomUUID());
  cpSync(path, copy, { recursive: true });
  await how(copy);
  return copy;
}

/** The same backup with another manifest under the same key: what only who has the key could make. */
async function withManifest(change: (manifest: Manifest) => Manifest, part = "data"): Promise<string> {
  return await spoilt(async (copy) => {
    const file = join(copy, part, "manifest");
    const { manifest, key, keyId } = await decodeManifest(readFileSync(file), keys, file);
    writeFileSync(file, await encodeManifest(change(manifest), { id: keyId, key }));
  });
}

const untouched = async (url: string): Promise<void> => expect(await ask(url, "select (select count(*) from cases.person)::int as persons, (select count(*) from ledger.record)::int as records, (select count(*) > 200 from cases.region) as regions")).toEqual([{ persons: 0, records: 0, regions: true }]);

describe("a damaged backup", () => {
  it("does not open with any one byte of its manifests or of its small files changed", async () => {
    const noticed = async (reading: Promise<unknown>): Promise<boolean> => await reading.then(() => false, (error: unknown) => error instanceof DatastoreError && /^BACKUP_(DAMAGED|KEY_UNKNOWN|NEWER)$/.test(error.code));
    const changed = (bytes: Buffer, at: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const unnoticed: string[] = [];
    let tried = 0;
    for (const part of await openBackup(path, keys)) {
      const manifest = readFileSync(join(part.folder, "manifest"));
      for (let at = 0; at < manifest.length; at += 1) {
        if (!(await noticed(decodeManifest(changed(manifest, at), keys, "manifest")))) unnoticed.push(`manifest ${at}`);
        tried += 1;
      }
      for (const { file } of part.manifest.tables) {
        if (file === undefined || file.bytes > 250) continue;
        const lies = join(part.folder, file.name);
        const bytes = readFileSync(lies);
        for (let at = 0; at < bytes.length; at += 1) {
          writeFileSync(lies, changed(bytes, at));
          if (!(await noticed(readRows(part, file, new PassThrough().resume())))) unnoticed.push(`${lies} ${at}`);
          tried += 1;
        }
        writeFileSync(lies, bytes);
      }
    }
    expect(unnoticed).toEqual([]);
    expect(tried).toBeGreaterThan(5_000);
    expect(await verifyBackup(path, keys)).toHaveLength(2);
  });

  it("is noticed whichever file it is in and whatever was done to it, and named; nothing is restored", async () => {
    const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.constantFrom("cut", "longer", "missing", "of another backup"), async ({ parentPath, name }, how) => {
        const relative = join(parentPath.slice(path.length), name);
        const copy = await spoilt((at) => {
          const file = join(at, relative);
          if (how === "cut") truncateSync(file, statSync(file).size - 1);
          if (how === "longer") writeFileSync(file, "x", { flag: "a" });
          if (how === "missing") rmSync(file);
          if (how === "of another backup") writeFileSync(file, readFileSync(file).map((byte, index) => (index > 60 ? byte ^ 0x55 : byte)));
        });
        await expect(verifyBackup(copy, keys)).rejects.toMatchObject({ code: expect.stringMatching(/^BACKUP_(DAMAGED|INCOMPLETE)$/), message: expect.stringContaining(name === "manifest" && how === "missing" ? copy : name) });
      }),
      { numRuns: 30 },
    );
    const restoring = await into({ folder: await spoilt((copy) => truncateSync(join(copy, "ledger", "manifest"), 50)) });
    await expect(restore(restoring)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
    await untouched(restoring.url);
  });

  it("with files exchanged, within it or with another backup of the same key, is not restored", async () => {
    const other = join(folder, "other");
    await backup({ url: source.adminUrl, folder: other, ...common });
    const [data] = await openBackup(path, keys);
    const big = data?.manifest.tables.find(({ table }) => table === "cases.region")?.file?.name ?? "";
    for (const exchange of [
      (copy: string) => cpSync(join(other, "data", big), join(copy, "data", big)),
      (copy: string) => cpSync(join(other, "data", "manifest"), join(copy, "data", "manifest")),
    ]) {
      const restoring = await into({ folder: await spoilt(exchange) });
      await expect(restore(restoring)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
      await untouched(restoring.url);
    }
    // whichever folder a part lies in, its manifest says what it is
    const turned = await spoilt((copy) => {
      renameSync(join(copy, "data"), join(copy, "x"));
      renameSync(join(copy, "ledger"), join(copy, "data"));
      renameSync(join(copy, "x"), join(copy, "ledger"));
    });
    expect(await verifyBackup(turned, keys)).toHaveLength(2);
    await expect(verifyBackup(await spoilt((copy) => cpSync(join(copy, "data"), join(copy, "ledger"), { recursive: true })), keys)).rejects.toMatchObject({ code: "BACKUP_INCOMPLETE" });
  });

  it("with a row too few by its own account is not restored", async () => {
    const copy = await withManifest((manifest) => ({ ...manifest, tables: manifest.tables.map((table) => (table.table === "cases.person" ? { ...table, rows: table.rows + 1 } : table)) }));
    await expect(verifyBackup(copy, keys)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
    const restoring = await into({ folder: copy });
    await expect(restore(restoring)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
    await untouched(restoring.url);
  });

  it("whose log has another root than it says is not restored", async () => {
    const copy = await withManifest((manifest) => ({ ...manifest, log: { ...manifest.log, root: Buffer.alloc(32).toString("base64") } }), "ledger");
    await expect(restore(await into({ folder: copy }))).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
  });

  it("whose rows break a rule of the schema is not restored, and the message names the rule and no value", async () => {
    const copy = await withManifest((manifest) => ({ ...manifest, tables: manifest.tables.filter(({ table }) => table !== "cases.person") }));
    const restoring = await into({ folder: copy });
    await expect(restore(restoring)).rejects.toMatchObject({ code: "RESTORE_FAILED", message: "the database refused rows of `cases.case_record` (SQLSTATE 23503, constraint `case_record_person_key_fkey`) and is as it was" });
    await untouched(restoring.url);
  });
});

describe("a restore", () => {
  it("refuses a backup under a key that it does not have, and says that a purge may have destroyed it", async () => {
    const [before, at] = [(await keys.current()).id, join(folder, "under-another")];
    await keys.next();
    await backup({ url: source.adminUrl, folder: at, ...common, parts: ["data"] });
    keys.destroy((await keys.current()).id);
    writeFileSync(join(folder, "epoch-2.key"), readFileSync(join(folder, `${before}.key`))); // another key of that name opens nothing either
    await expect(verifyBackup(at, keys)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
    keys.destroy("epoch-2");
    await expect(restore(await into({ folder: at }))).rejects.toMatchObject({ code: "BACKUP_KEY_UNKNOWN", message: expect.stringMatching(/`epoch-2`.*a purge destroyed it/) });
    await keys.next();
  });

  it("refuses a database that is not empty, whatever is in it", async () => {
    const full = await createBareDatabase();
    dropped.push(() => full.drop());
    await ask(full.adminUrl, "insert into clinics.clinic (id, name_ko, region_code, source_system, source_record) values (gen_random_uuid(), 'a', 'b', 'c', 'd')");
    await expect(restore(await into({ url: full.adminUrl }))).rejects.toMatchObject({ code: "RESTORE_NOT_EMPTY", message: expect.stringContaining("`clinics.clinic`") });
    await expect(restore(await into({ url: source.adminUrl }))).rejects.toMatchObject({ code: "RESTORE_NOT_EMPTY" });
    expect(await ask(full.adminUrl, "select count(*)::int as persons from cases.person")).toEqual([{ persons: 0 }]);
  });

  it("fills a database once", async () => {
    const restoring = await into();
    const outcome = await restore(restoring);
    expect(outcome.parts.map(({ part, log }) => [part, log.size])).toEqual([["data", 5], ["ledger", 5]]);
    await expect(restore(restoring)).rejects.toMatchObject({ code: "RESTORE_NOT_EMPTY" });
  });

  it("brings the log back beside records that wait for it already, after the data", async () => {
    const { url } = await into();
    expect(await restore(await into({ url, parts: ["data"] }))).toMatchObject({ parts: [{ part: "data" }] });
    await write(url, testChain().next(recordOf()));
    await restore(await into({ url, parts: ["ledger"] }));
    expect(await ask(url, "select (select count(*) from ledger.record)::int as records, (select count(*) from ledger.pending)::int as pending")).toEqual([{ records: 5, pending: 2 }]);
  });

  it("wants all parts that were made together unless told otherwise, and says when parts are of different moments", async () => {
    await expect(restore(await into({ folder: await spoilt((copy) => rmSync(join(copy, "ledger"), { recursive: true })) }))).rejects.toMatchObject({ code: "BACKUP_INCOMPLETE", message: expect.stringContaining("`ledger`") });
    await expect(restore(await into({ folder: await spoilt((copy) => rmSync(join(copy, "ledger", "manifest"))) }))).rejects.toMatchObject({ code: "BACKUP_INCOMPLETE", message: expect.stringContaining("broken off") });
    await expect(restore(await into({ folder: join(folder, "nothing") }))).rejects.toMatchObject({ code: "BACKUP_INCOMPLETE" });
    const apart = await spoilt((copy) => cpSync(join(folder, "other", "ledger"), join(copy, "ledger"), { recursive: true, force: true }));
    expect(await restore(await into({ folder: apart }))).toMatchObject({ apart: true });
  });

  it("refuses a backup of a newer version", async () => {
    const newer = await withManifest((manifest) => ({ ...manifest, program: "9.0.0", migrations: [...manifest.migrations, "Later1700000009999"] }));
    await expect(restore(await into({ folder: newer }))).rejects.toMatchObject({ code: "BACKUP_NEWER", message: expect.stringMatching(/9\.0\.0.*Later1700000009999/) });
    const format = await spoilt((copy) => {
      const file = join(copy, "data", "manifest");
      writeFileSync(file, Buffer.concat([Buffer.from("epigraph backup 2 epoch-1\n"), readFileSync(file).subarray(26)]));
    });
    await expect(restore(await into({ folder: format }))).rejects.toMatchObject({ code: "BACKUP_NEWER" });
  });

  it("takes a backup of an older version, on the schema that it was made on, and migrates it", async () => {
    const old = await withoutSchema();
    await migrateTo(old, 26);
    await fill(old, 3);
    const at = join(folder, "old");
    await backup({ url: old, folder: at, ...common });
    const restoring = await into({ folder: at, url: await withoutSchema() });
    const later = migrations.map(({ name }) => name).filter((name) => Number(name.slice(-4)) > 26);
    expect(await restore(restoring)).toMatchObject({ migrated: later, migration: { applied: [], rowPolicies: "current" } });
    const [before, after] = [await contentsOf(old), await contentsOf(restoring.url)];
    expect(after.get("movements.stay_20200229")).toBe(before.get("movements.stay_20200229"));
    await expect(restore(await into({ folder: at }))).rejects.toMatchObject({ code: "RESTORE_SCHEMA_AHEAD" });
  });
});

describe("a restore older than a purge", () => {
  const first: Purge = { number: 1, scope: "card-use", executedAt: Date.UTC(2026, 0, 1) };
  const again: Replay = async ({ number, scope, executedAt }, query) => {
    await query("delete from movements.stay where data_class = $1", [scope]);
    await query("insert into policy.purge (id, number, scope, executed_at, certificate_hash, planned_by, executed_by) values (gen_random_uuid(), $1, $2, $3, repeat('0', 64), 'a', 'b')", [number, scope, new Date(executedAt)]);
  };

  it("is refused, until it carries the purge out again, before anybody can read", async () => {
    const restoring = await into({ purges: purgeList(first) });
    await expect(restore(restoring)).rejects.toMatchObject({ code: "RESTORE_PURGE_MISSING", message: expect.stringMatching(/a purge \(number 1\).*--replay-purges/) });
    await untouched(restoring.url);
    let seen: unknown;
    const replay: Replay = async (purge, query) => {
      const [locked] = await query<{ readonly tables: string[] }>("select array(select relation::regclass::text from pg_locks where pid = pg_backend_pid() and mode = 'AccessExclusiveLock' and relation in ('cases.person'::regclass, 'movements.stay'::regclass) order by 1) as tables");
      seen = locked?.tables; // whoever would read waits
      await again(purge, query);
    };
    expect(await restore({ ...restoring, replay })).toMatchObject({ replayed: [first] });
    expect(seen).toEqual(["cases.person", "movements.stay"]);
    expect(await ask(restoring.url, "select (select count(*) from movements.stay)::int as stays, (select count(*) from cases.person)::int as persons, array(select number from policy.purge) as purges")).toEqual([{ stays: 0, persons: 8, purges: [1] }]);
    // a backup of what was purged knows of it
    const at = join(folder, "purged");
    await backup({ url: restoring.url, folder: at, ...common });
    expect(await restore(await into({ folder: at, purges: purgeList(first) }))).toMatchObject({ replayed: [] });
    const second = { ...first, number: 2 };
    expect(await restore(await into({ folder: at, purges: purgeList(second, first), replay: again }))).toMatchObject({ replayed: [second] });
    await expect(restore(await into({ folder: at, purges: purgeList() }))).rejects.toMatchObject({ code: "PURGE_LIST_OLDER", message: expect.stringContaining("number 1") });
  });

  it("fails as a whole when the purge was not carried out to its end, or fails", async () => {
    const wrong: readonly (readonly [Replay, string])[] = [
      [() => Promise.resolve(), "purge 1 was not carried out again to its end"],
      [() => Promise.reject(new Error("no such case")), "no such case"],
    ];
    for (const [replay, message] of wrong) {
      const restoring = await into({ purges: purgeList(first), replay });
      await expect(restore(restoring)).rejects.toThrow(message);
      await untouched(restoring.url);
    }
  });

  it("does not stop the access log, which purges leave", async () => {
    expect(await restore(await into({ parts: ["ledger"], purges: purgeList(first) }))).toMatchObject({ parts: [{ part: "ledger" }], replayed: [] });
  });

  it("keeps what was purged: a row of it is never changed or deleted", async () => {
    const restoring = await into({ purges: purgeList(first), replay: again });
    await restore(restoring);
    for (const statement of ["update policy.purge set scope = 'x'", "delete from policy.purge", "truncate policy.purge"]) await expect(ask(restoring.url, statement)).rejects.toMatchObject({ code: "42501" });
  });
});
