import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openDatabase } from "../connection.js";
import { ask } from "../log/testing.js";
import { createBareDatabase, eventually, type TestDatabase } from "../testing.js";
import { unitsOf } from "./catalogue.js";
import type { PurgeList } from "./epoch-keys.js";
import { filledByMigrations, leftOut, partOf } from "./parts.js";
import { verifyBackup } from "./read-backup.js";
import { restore } from "./restore.js";
import { contentsOf, emptyDatabase, fill, schemaOf, testKeys } from "./testing.js";
import { backup } from "./write-backup.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-backup-"));
const keys = testKeys(folder);
const none: PurgeList = { purges: () => Promise.resolve([]) };
const common = { keys, program: "0.1.0", clock: Date.now };

let source: TestDatabase;
beforeAll(async () => {
  source = await createBareDatabase();
  await fill(source.adminUrl, 40, source.urls.cases);
});
afterAll(async () => {
  await source.drop();
  rmSync(folder, { recursive: true });
});

const target = (): string => join(folder, randomUUID());

describe("a backup", () => {
  it("is restored byte for byte: every row of every table, the schema, its rules and the log's root", async () => {
    const path = target();
    const made = await backup({ url: source.adminUrl, folder: path, ...common });
    expect(made).toMatchObject({ keyId: "epoch-1", log: { size: 5 }, parts: [{ part: "data" }, { part: "ledger" }] });
    expect((await verifyBackup(path, keys)).map(({ part, rows }) => [part, rows])).toEqual(made.parts.map(({ part, rows }) => [part, rows]));
    const restored = await emptyDatabase();
    const outcome = await restore({ url: restored.url, logins: {}, folder: path, keys, purges: none });
    expect(outcome).toMatchObject({ replayed: [], migrated: [], apart: false, migration: { applied: [], rowPolicies: "current" } });
    const [before, after] = [await contentsOf(source.adminUrl), await contentsOf(restored.url)];
    const kept = [...before.keys()].filter((table) => partOf(table) !== undefined);
    for (const table of kept) expect([table, after.get(table)]).toEqual([table, before.get(table)]);
    expect(kept.filter((table) => (before.get(table) ?? "") !== "").length).toBeGreaterThan(20);
    expect(await schemaOf(restored.url)).toEqual(await schemaOf(source.adminUrl));
    // keys, sessions and what is good for one time only are left out
    const [left] = await ask<Record<string, number>>(restored.url, "select (select count(*) from identity.session)::int as sessions, (select count(*) from identity.account)::int as accounts, (select count(*) from security.key where kind = 'claims')::int as claims, (select count(*) from security.key where kind = 'seal')::int as seals");
    expect(left).toEqual({ sessions: 0, accounts: 1, claims: 0, seals: 1 });
    await restored.drop();
  });

  it("is of one moment, whatever is written meanwhile", async () => {
    const busy = await createBareDatabase();
    await fill(busy.adminUrl, 2);
    const path = target();
    const stop = new AbortController();
    // two tables change in one transaction: a backup that read them at two moments would have one more of one
    const writing = (async () => {
      while (!stop.signal.aborted) await ask(busy.adminUrl, "with p as (insert into cases.person (key, source_system, source_record) values (gen_random_uuid(), 'w', gen_random_uuid()::text) returning key) insert into movements.place (id, category, latitude, longitude, cell, source_system, source_record) select key, 'x', 1, 1, 1, 'w', key::text from p");
    })();
    for (let last = 0; last < 3; [{ last } = { last: 0 }] = await ask<{ last: number }>(busy.adminUrl, "select count(*)::int as last from movements.place"));
    await backup({ url: busy.adminUrl, folder: path, ...common, workers: 3 });
    stop.abort();
    await writing;
    const [{ now } = { now: 0 }] = await ask<{ now: number }>(busy.adminUrl, "select count(*)::int as now from movements.place");
    const restored = await createBareDatabase();
    await restore({ url: restored.adminUrl, logins: {}, folder: path, keys, purges: none });
    const [counts] = await ask<{ persons: number; places: number }>(restored.adminUrl, "select (select count(*) from cases.person where source_system = 'w')::int as persons, (select count(*) from movements.place)::int as places");
    expect(counts?.persons).toBe(counts?.places);
    expect(counts?.places).toBeGreaterThan(0);
    expect(counts?.places).toBeLessThan(now);
    await restored.drop();
    await busy.drop();
  });

  it("holds every table but those left out by name, and restores them in an order that their references allow", async () => {
    const owner = await openDatabase(source.adminUrl, { name: "test", poolSize: 1 });
    const query = (sql: string, parameters?: readonly unknown[]): Promise<Record<string, unknown>[]> => owner.query(sql, parameters === undefined ? [] : [...parameters]);
    const all = (await query("select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'graphile_worker')")).map(({ name }) => String(name));
    const units = await unitsOf(query);
    expect(units.map(({ table, partition }) => partition?.name ?? table).sort()).toEqual(all.filter((name) => !leftOut.includes(name)).sort());
    // what is left out is referred to by nothing that is in, and the two parts do not refer to each other
    const references = await query("select distinct conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint where contype = 'f' and conparentid = 0");
    expect(references.filter(({ from, to }) => partOf(String(from)) !== undefined && partOf(String(from)) !== partOf(String(to)))).toEqual([]);
    await owner.destroy();
  });

  it("knows which tables migrations fill", async () => {
    const empty = await createBareDatabase();
    const filled = [...(await contentsOf(empty.adminUrl))].filter(([table, rows]) => rows !== "" && partOf(table) !== undefined).map(([table]) => table);
    expect(filled.sort()).toEqual([...filledByMigrations].sort());
    await empty.drop();
  });

  it("goes into a new folder, and leaves nothing when it fails", async () => {
    const path = target();
    await backup({ url: source.adminUrl, folder: path, ...common, parts: ["ledger"] });
    await expect(backup({ url: source.adminUrl, folder: path, ...common })).rejects.toMatchObject({ code: "BACKUP_FOLDER_IN_USE" });
    expect(readdirSync(path)).toEqual(["ledger"]);
    const other = target();
    let asked = 0;
    const turning = { ...keys, current: async () => ({ ...(await keys.current()), id: `epoch-${(asked += 1)}` }) };
    await expect(backup({ url: source.adminUrl, folder: other, ...common, keys: turning })).rejects.toMatchObject({ code: "BACKUP_IMPOSSIBLE", message: expect.stringContaining("was replaced") });
    expect(readdirSync(other)).toEqual([]);
  });

  it("that is broken off leaves nothing, and ends its connections", async () => {
    const path = target();
    const stop = new AbortController();
    await expect(backup({ url: source.adminUrl, folder: path, ...common, signal: stop.signal, onProgress: ({ done }) => (done === 3 ? stop.abort() : undefined) })).rejects.toMatchObject({ code: "BACKUP_IMPOSSIBLE", message: expect.stringContaining("stopped before it was done") });
    expect(readdirSync(path)).toEqual([]);
    await eventually(async () => expect(await ask(source.adminUrl, "select count(*)::int as left from pg_stat_activity where application_name = 'epigraph backup' and datname = current_database()")).toEqual([{ left: 0 }]));
  });

  it("does not wait for who waits for it: a table that is about to be changed ends it", async () => {
    const path = target();
    let altering: Promise<unknown> | undefined;
    const failed = backup({ url: source.adminUrl, folder: path, ...common, workers: 1, onProgress: ({ done }) => (done === 1 ? void (altering = ask(source.adminUrl, "alter table movements.stay add column x integer; alter table movements.stay drop column x").catch(() => undefined)) : undefined) });
    await expect(failed).rejects.toMatchObject({ code: "BACKUP_IMPOSSIBLE", message: expect.stringContaining("somebody is changing a table") });
    await altering;
    expect(readdirSync(path)).toEqual([]);
  });
});
