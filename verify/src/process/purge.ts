/**
 * Plants values that are known, finds them in tables, data files, the write-ahead log and a backup, purges, and looks again. It must find them before, or the look is worth nothing; afterwards in none of
 * these, and the backup must not open.
 */
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "@epigraph/bench/figures";
import { newSecrets } from "@epigraph/cli";
import { backup, certificateText, databaseServices, executePurge, keyStoreBeside, makeKeyStore, makePlan, migrate, migrateKeys, openDatabase, openKeyCustody, openLedgerSink, type PurgeStep, readCertificate, restore, sequencer, serviceUrl, startServer, verifyBackup, withAccess } from "@epigraph/datastore";
import { createBareDatabase, declareTestResponses, testSigner } from "@epigraph/datastore/testing";
import { appendLeaves, leafHash, newPrivateKey, noticed, noteSigner, noteVerifier, openLanes, parseVerifierKey, privateKeyToPem, verifierKey } from "@epigraph/ledger";
import { createVault, epochKeys, heldVault, identityField, makeRing, readPurges, ringFolder } from "@epigraph/vault";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { asOwner } from "./as-owner.js";
import { byteSearch, type ByteSearch, searchFolder } from "./byte-search.js";
import { seeded } from "../seeded.js";
import type { PurgeTask } from "./purge-child.js";
import { plantWorld, type PlantedWorld } from "./purge-world.js";

/** `others`: persons of a response that goes on, whose data stay among those that go. */
export type PurgeRun = { readonly persons: number; readonly others: number; readonly seed: number; /** Where the purge is broken off, one after the other. */ readonly breaks: readonly PurgeStep[]; /** How often the process that purges is killed before, each time a step later. */ readonly kills: number };
export type PurgeResult = {
  readonly planted: number;
  /** In the clear and found there before. */
  readonly inTables: number;
  readonly inFiles: number;
  readonly inLog: number;
  readonly inBackup: number;
  readonly sealedOpened: number;
  /** Afterwards. */
  readonly leaks: number;
  readonly leakedFrom: readonly string[];
  readonly stillOpen: number;
  readonly backupOpens: boolean;
  readonly heldOpened: number;
  readonly held: number;
  readonly resumed: number;
  readonly killed: number;
  /** Values of the others that were lost. */
  readonly othersLost: number;
  /** Notices that went and were kept for the yearly figure, without whom they were to. */
  readonly noticesTallied: number;
  readonly certificateVerified: boolean;
  readonly text: string;
};

export async function purgeProof({ persons, others, seed, breaks, kills }: PurgeRun, tell: (line: string) => void): Promise<PurgeResult> {
  const folder = mkdtempSync(join(tmpdir(), "epigraph-purge-"));
  chmodSync(folder, 0o711); // root's server runs as another user, who must pass through
  const data = join(folder, "data");
  const server = await startServer({ folder: data });
  const url = withAccess(server.url, { database: "epigraph_purge" });
  const keysUrl = keyStoreBeside(url);
  try {
    await asOwner(server.url, (admin) => admin.query("create database epigraph_purge"));
    const secrets = newSecrets();
    const logins = Object.fromEntries(databaseServices.map((service) => [service, serviceUrl(url, service, secrets.databasePasswords[service])]));
    await migrate({ url, logins });
    await declareTestResponses(url);
    await makeKeyStore(url, keysUrl);
    await migrateKeys({ url: keysUrl, sealers: {} });
    const ringPath = join(folder, "ring");
    makeRing(ringPath, Date.now());
    const [ring, holds] = [ringFolder(ringPath, Date.now), ringFolder(join(folder, "holds"), Date.now)];
    const { store, close } = await openKeyCustody(keysUrl, { name: "verify" });
    try {
      const custody = { store, ring, clock: Date.now, folder: ringPath };
      const vault = createVault({ store, ring, clock: Date.now, cacheMs: 0 });
      const world = await asOwner(url, (admin) => plantWorld(admin, vault, { persons, disease: "covid-19", seed }));
      const staying = await asOwner(url, (admin) => plantWorld(admin, vault, { persons: others, disease: "mers", seed: seed + 1 }));
      const search = byteSearch(world.values.map(({ bytes }) => bytes));
      const keys = epochKeys(custody);
      const made = join(folder, "backup");
      await backup({ url, folder: made, parts: ["data", "ledger"], keys, id: randomUUID(), workers: 1, program: "verify", clock: Date.now });
      await writeLog(logins);
      await asOwner(url, (admin) => admin.query("checkpoint"));

      const before = { tables: await searchTables(search, url), files: searchFolder(search, join(data, "postgres"), noLog), log: searchFolder(search, join(data, "postgres", "pg_wal")), backup: await searchBackup(search, made, keys) };
      const clear = new Set(world.values.flatMap(({ sealed }, index) => (sealed ? [] : [index])));
      const sealedOpened = await opened(world, vault.open);
      tell(`planted ${world.values.length} values; before the purge ${before.tables.size} are in tables, ${before.files.found.size} in ${before.files.files} data files (${Math.round(before.files.bytes / 1e6)} MB), ${before.log.found.size} in the write-ahead log, ${before.backup.size} in the backup once it is opened; ${sealedOpened} sealed ones open`);
      const inTheClear = world.values.flatMap(({ sealed }, index) => (sealed && (before.files.found.has(index) || before.log.found.has(index)) ? [index] : []));
      if (inTheClear.length > 0) throw new Error(`${inTheClear.length} sealed values lie in the clear before the purge`);

      const held = world.persons.slice(0, 2);
      await asOwner(url, (admin) => endAndHold(admin, held.map(({ caseId }) => caseId), others > 0 ? ["covid-19"] : ["covid-19", "mers"]));
      const plan = await makePlan(url, { kind: "response", disease: "covid-19" }, Date.now);
      await asOwner(url, (admin) => approve(admin, plan.id, plan.hash));
      const task: PurgeTask = { url, keyStoreUrl: keysUrl, ring: ringPath, holds: join(folder, "holds"), plan: plan.id, key: privateKeyToPem(signing), origin };
      const killed = await killPurges(task, kills, seed);
      let resumed = 0;
      const waiting = new Set(breaks);
      const carryOut = (): ReturnType<typeof executePurge> =>
        executePurge(
          {
            url, keyStoreUrl: keysUrl, custody, holds, signer: noteSigner(origin, signing), clock: Date.now, replaceSubjectKey: undefined,
            onStep: (step) => {
              if (waiting.delete(step)) throw new Error("broken off");
            },
          },
          plan.id,
        );
      while (waiting.size > 0) {
        const left = waiting.size;
        await carryOut().catch((error: unknown) => {
          if (!(error instanceof Error && error.message === "broken off")) throw error;
        });
        if (waiting.size === left) break;
        resumed += 1;
      }
      const { file } = await carryOut();
      const certificate = readCertificate(file, [noteVerifier(parseVerifierKey(verifierKey(origin, signing).text))]);

      const after = { tables: await searchTables(search, url), files: searchFolder(search, join(data, "postgres"), noLog), log: searchFolder(search, join(data, "postgres", "pg_wal")) };
      const leaks = new Set([...after.tables, ...after.files.found, ...after.log.found]);
      // who is held is named beside the archive, and in the key store, on purpose
      const named = new Set(world.values.flatMap(({ bytes }, index) => (held.some(({ key, caseId }) => bytes.equals(Buffer.from(key)) || bytes.equals(hexOf(key)) || bytes.equals(hexOf(caseId))) ? [index] : [])));
      const leaked = [...leaks].filter((index) => !named.has(index));
      const backupOpens = await verifyBackup(made, keys).then(() => true, () => false);
      const court = await heldVault(custody, holds, held.map(({ key }) => key));
      return {
        planted: world.values.length,
        inTables: [...before.tables].filter((index) => clear.has(index)).length,
        inFiles: before.files.found.size,
        inLog: before.log.found.size,
        inBackup: before.backup.size,
        sealedOpened,
        leaks: leaked.length,
        leakedFrom: await leakedFrom(url, [...after.files.where, ...after.log.where], new Set(leaked), world),
        stillOpen: await opened(world, vault.open),
        backupOpens,
        heldOpened: await archivesOpened(url, court, held.map(({ identity }) => identity.fullName ?? "")),
        held: held.length,
        resumed,
        killed,
        othersLost: await lost(url, staying, vault.open),
        noticesTallied: await tallied(url),
        certificateVerified: certificate.scan.found.length === 0 && certificate.log.before.root === certificate.log.after.root && certificate.log.after.size === logged && (await rootOf(url)) === certificate.log.after.root && readPurges(ringPath).length === 1,
        text: certificateText(certificate),
      };
    } finally {
      await close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const noLog = (path: string): boolean => !path.includes("/pg_wal/");
const hexOf = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");

const tallied = async (url: string): Promise<number> => (await asOwner(url, (admin) => admin.query<{ readonly sent: number }>("select coalesce(sum(sent), 0)::int as sent from movements.notice_tally where made = sent and persons = made"))).rows[0]?.sent ?? 0;

async function opened(world: PlantedWorld, open: ReturnType<typeof createVault>["open"]): Promise<number> {
  const texts = await open(world.sealed);
  return texts.filter((text) => text !== undefined).length;
}

const origin = "verify.example/log";
const signing = newPrivateKey();

/** Starts the purge again and again in a process of its own, and kills it at some moment of the first step that it does, then of the second, and so on. Says how often it was killed before its end. */
async function killPurges(task: PurgeTask, kills: number, seed: number): Promise<number> {
  const choices = seeded(seed);
  let killed = 0;
  for (let round = 0; round < kills; round += 1) {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../../dist/process/purge-child.js"), JSON.stringify(task)], { stdio: ["ignore", "pipe", "ignore"] });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const stepped = new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
    await Promise.race([ended, stepped]);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, choices.integer(120)))]);
    child.kill("SIGKILL");
    if ((await ended) === null) killed += 1;
  }
  return killed;
}

/** How many records the access log has; what was typed beside them names a person. */
const logged = 20;

/** Written as a service writes, and taken into the log as the sequencer does. */
async function writeLog(logins: Readonly<Record<string, string>>): Promise<void> {
  const sink = await openLedgerSink(logins["cases"] ?? "", { name: "verify" });
  const ledger = openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1 });
  for (let number = 0; number < logged; number += 1) {
    await ledger.append({
      id: randomUUID(), recorded: Date.now(), type: "operation", outcome: "answered", purposeOfEvent: "investigation",
      agent: { who: "kim", role: "local-investigator", clearance: 4, agency: "kdca", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
      source: { observer: "cases" }, correlation: randomUUID(), entity: { name: "look", query: "a".repeat(64), detail: {}, references: [] },
      events: [{ coordinate: "Person.fullName", outcome: "allowed", ruleId: undefined, count: 1, subjects: new Map([[randomBytes(16).toString("base64url"), 1]]) }], assigned: [], subjectEpoch: new Date().toISOString().slice(0, 7),
    });
  }
  await sink.close();
  const database = await openDatabase(logins["sequencer"] ?? "", { name: "verify", poolSize: 1 });
  try {
    const { step } = sequencer({ database, ...testSigner, clock: Date.now, judge: noticed });
    while (!(await step()).whole);
  } finally {
    await database.destroy();
  }
}

/** The root of the log's tree, worked out anew from the records that lie there. */
async function rootOf(url: string): Promise<string> {
  return await asOwner(url, async (admin) => {
    const { rows } = await admin.query<{ readonly body: string }>("select body from ledger.record order by index");
    return appendLeaves(0, rows.map(({ body }) => leafHash(body)), () => Buffer.alloc(0)).root.toString("base64");
  });
}

/** Of those who stay: values that were in tables and are not any more, and identities that do not open. */
async function lost(url: string, staying: PlantedWorld, open: ReturnType<typeof createVault>["open"]): Promise<number> {
  const wanted = staying.values.filter(({ sealed, kind }) => !sealed && kind !== "coordinate on disk" && kind !== "cell");
  const found = await searchTables(byteSearch(wanted.map(({ bytes }) => bytes)), url);
  return wanted.length - found.size + staying.sealed.length - (await opened(staying, open));
}

/** Every row of every table, as COPY gives it, in text and in binary. */
async function searchTables(search: ByteSearch, url: string): Promise<ReadonlySet<number>> {
  return await asOwner(url, async (admin) => {
    const found = new Set<number>();
    const { rows } = await admin.query<{ readonly name: string }>("select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'");
    for (const { name } of rows) {
      for (const format of ["text", "binary"]) {
        const pieces: Buffer[] = [];
        for await (const piece of admin.query(copyTo(`copy (select * from ${name}) to stdout (format ${format})`))) pieces.push(piece as Buffer);
        search.in(Buffer.concat(pieces), found);
      }
    }
    return found;
  });
}

/** What is in a backup for who has its key: restored elsewhere, looked through, and dropped. */
async function searchBackup(search: ByteSearch, folder: string, keys: ReturnType<typeof epochKeys>): Promise<ReadonlySet<number>> {
  if (searchFolder(search, folder).found.size > 0) throw new Error("the backup is not sealed");
  const elsewhere = await createBareDatabase();
  try {
    await restore({ url: elsewhere.adminUrl, logins: {}, folder, keys, purges: { purges: () => Promise.resolve([]) } });
    return await searchTables(search, elsewhere.adminUrl);
  } finally {
    await elsewhere.drop();
  }
}

/** As their steps through the door leave it; the doors' own part is tried in the subgraph's tests. */
async function endAndHold(admin: pg.Client, cases: readonly string[], diseases: readonly string[]): Promise<void> {
  await admin.query("update policy.response set state = 'ended' where disease = any ($1)", [diseases]);
  for (const id of cases) await admin.query("insert into policy.legal_hold (id, kind, target, authority, order_number, order_date, state, made_at) values (gen_random_uuid(), 'case', $1, 'Seoul Central District Court', '2020-7', '2020-06-01', 'held', now())", [id]);
}

async function approve(admin: pg.Client, plan: string, hash: string): Promise<void> {
  await admin.query("insert into policy.purge_plan_step (id, subject, number, step, by, at, plan_hash) values (gen_random_uuid(), $1, 1, 'approve', 'approver.first', now(), $2), (gen_random_uuid(), $1, 2, 'confirm', 'administrator.first', now(), $2)", [plan, hash]);
  await admin.query("update policy.purge_plan set state = 'confirmed' where id = $1", [plan]);
}

async function archivesOpened(url: string, court: Awaited<ReturnType<typeof heldVault>>, names: readonly string[]): Promise<number> {
  return await asOwner(url, async (admin) => {
    const { rows } = await admin.query<{ readonly plan: string; readonly person: string; readonly content: Buffer }>("select plan, person_key::text as person, content from policy.hold_archive");
    let whole = 0;
    for (const { plan, person, content } of rows) {
      const [text] = await court.open([{ owner: person, field: `archive ${plan}`, blob: content }]);
      const told = JSON.parse(text ?? "{}") as { readonly rows?: Readonly<Record<string, readonly { readonly identity?: string }[]>> };
      const [identity] = await court.open([{ owner: person, field: identityField, blob: Buffer.from((told.rows?.["cases.person"]?.[0]?.identity ?? "").slice(2), "hex") }]);
      if (names.some((name) => identity?.includes(name)) && (told.rows?.["movements.stay"]?.length ?? 0) > 0) whole += 1;
    }
    return whole;
  });
}

/** As FIGURES names them. */
export function purgeFigures({ planted, inTables, inFiles, inLog, inBackup, sealedOpened, leaks, stillOpen, backupOpens, held, heldOpened, othersLost, killed, certificateVerified }: PurgeResult): Figure[] {
  return [
    { name: "purge_planted", value: planted, unit: "count", n: planted, aim: ">= 1000" },
    { name: "purge_found_in_tables", value: inTables, unit: "count", n: planted },
    { name: "purge_found_in_files", value: inFiles, unit: "count", n: planted },
    { name: "purge_found_in_wal", value: inLog, unit: "count", n: planted },
    { name: "purge_found_in_backup", value: inBackup, unit: "count", n: planted },
    { name: "purge_leaks", value: leaks, unit: "count", n: planted, aim: "= 0", planted: { planted, found: inFiles + sealedOpened } },
    { name: "purge_sealed_still_open", value: stillOpen, unit: "count", n: sealedOpened, aim: "= 0" },
    { name: "purge_backups_open", value: backupOpens ? 1 : 0, unit: "count", n: 1, aim: "= 0" },
    { name: "purge_archives_opened", value: heldOpened, unit: "count", n: held, aim: `= ${held}` },
    { name: "purge_kills", value: killed, unit: "count", n: killed },
    { name: "purge_others_lost", value: othersLost, unit: "count", n: 1, aim: "= 0" },
    { name: "purge_certificates", value: certificateVerified ? 1 : 0, unit: "count", n: 1, aim: "= 1" },
  ];
}

/** Where something leaked: the file, the table or index that it is, and what kinds of values. */
async function leakedFrom(url: string, files: readonly (readonly [string, ReadonlySet<number>])[], leaked: ReadonlySet<number>, world: PlantedWorld): Promise<readonly string[]> {
  return await asOwner(url, async (admin) => {
    const found: string[] = [];
    for (const [file, indexes] of files) {
      const kinds = new Set([...indexes].filter((index) => leaked.has(index)).map((index) => world.values[index]?.kind));
      if (kinds.size === 0) continue;
      const { rows } = await admin.query<{ readonly name: string }>("select c.oid::regclass::text as name from pg_class c where pg_relation_filenode(c.oid)::text = $1", [/[0-9]+$/.exec(file)?.[0] ?? ""]);
      found.push(`${file} (${rows[0]?.name ?? "of no relation"}): ${[...kinds].join(", ")}`);
    }
    return found;
  });
}

/** In full, for `npm run verify:process`. */
export async function verifyPurge(tell: (line: string) => void): Promise<readonly Figure[]> {
  const breaks = ["begin", "hold", "archive", "delete", "keys", "rewrite", "scan", "write-ahead-log", "certificate"] as const;
  const whole = await purgeProof({ persons: 400, others: 0, seed: 7, breaks: [], kills: 12 }, tell);
  tell(whole.text);
  const among = await purgeProof({ persons: 200, others: 200, seed: 8, breaks, kills: 0 }, tell);
  return [...purgeFigures(whole), ...purgeFigures(among).map((figure) => ({ ...figure, name: `${figure.name}_among_others` }))];
}
