/** Backups under epoch keys of the key store, purges with a plan and two approvals, and a restore that carries a purge out again: as the command line does it. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createBareDatabase, keyVariablesOf, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { makeRing, readPurges } from "@epigraph/vault";
import { said } from "../testing.js";
import { backupDatabase } from "./backup.js";
import { purge, type PurgeOptions } from "./purge.js";
import { restoreDatabase } from "./restore.js";

const folder = mkdtempSync(join(tmpdir(), "epigraph-cli-purge-"));
const ring = join(folder, "ring");
const databases: TestDatabase[] = [];
let [from, to]: { readonly database: TestDatabase; readonly env: Record<string, string>; readonly admin: DataSource }[] = [];

/** Both have the first one's key store, as a restore needs it. */
async function installation(keysOf?: TestDatabase): Promise<NonNullable<typeof from>> {
  const database = await createBareDatabase();
  databases.push(database);
  const logins = Object.fromEntries(Object.entries(database.urls).map(([service, url]) => [`EPIGRAPH_DB_${service.toUpperCase()}`, url]));
  const env = { DATABASE_URL: database.adminUrl, EPIGRAPH_DATA: join(folder, "data"), ...logins, ...keyVariablesOf(keysOf ?? database), EPIGRAPH_KEY_RING: ring, EPIGRAPH_HOLD_KEYS: join(folder, "holds") };
  return { database, env, admin: await openDatabase(database.adminUrl, { name: "test", poolSize: 1 }) };
}

const request = randomUUID();
beforeAll(async () => {
  makeRing(ring, Date.now());
  from = await installation();
  to = await installation(from.database);
  const caseId = randomUUID();
  await from.admin.query("insert into movements.case_reference (case_id, person_key, region_code, disease) values ($1, gen_random_uuid(), '1168000000', 'covid-19')", [caseId]);
  await from.admin.query("select movements.make_days('{2020-05-01}')");
  await from.admin.query(
    `insert into movements.information_request (id, case_id, data_class, window_from, window_to, justification, legal_basis, state, requested_by, requested_at, source_system, source_record, closed_at, purge_due_at)
     values ($1, $2, 'card-use', '2020-05-01', '2020-05-02', 'test', 'test', 'closed', 'kim', now(), 'test', 'one', now(), now())`,
    [request, caseId],
  );
  await from.admin.query(
    `insert into movements.stay (person_key, day, id, case_id, request_id, data_class, precision, arrival, departure, earliest, latest, latitude, longitude, cell, accuracy_metres, confidence, source_record)
     values (gen_random_uuid(), '2020-05-01', gen_random_uuid(), $1, $2, 'card-use', 'minute', '2020-05-01 12:00+09', '2020-05-01 12:10+09', '2020-05-01 12:00+09', '2020-05-01 12:10+09', 37.5, 127, 1, 10, 1, 'slip')`,
    [caseId, request],
  );
}, 120_000);
afterAll(async () => {
  for (const one of [from, to]) await one?.admin.destroy();
  for (const made of databases) await made.drop();
  rmSync(folder, { recursive: true });
});

const run = (options: PurgeOptions): Promise<Record<string, unknown>> => said(() => purge(from?.env ?? {}, { ...options, json: true }));
async function approve({ id, hash }: Record<string, unknown>): Promise<string> {
  await from?.admin.query("insert into policy.purge_plan_step (id, subject, number, step, by, at, plan_hash) values (gen_random_uuid(), $1, 1, 'approve', 'park', now(), $2), (gen_random_uuid(), $1, 2, 'confirm', 'admin', now(), $2)", [id, hash]);
  await from?.admin.query("update policy.purge_plan set state = 'confirmed' where id = $1", [id]);
  return String(id);
}
const stays = async (one: typeof from): Promise<unknown> => (await one?.admin.query<{ count: number }[]>("select count(*)::int as count from movements.stay"))?.[0]?.count;
const made = join(folder, "made");
const secrets = (): string => (JSON.parse(readFileSync(join(folder, "data", "keys", "secrets.json"), "utf8")) as { ledgerSubjectKey: string }).ledgerSubjectKey;

it("a backup is made under this month's epoch key of the key store", async () => {
  expect(await said(() => backupDatabase(from?.env ?? {}, made, { reason: "nightly", json: true }))).toMatchObject({ keyId: new Date().toISOString().slice(0, 7) });
});

it("what is due goes by a plan that two persons approved, not without; the certificate is signed and says so", async () => {
  const plan = await run({ plan: true, due: true });
  expect(plan).toMatchObject({ content: { kind: "due", requests: [request], everything: false }, state: "planned" });
  const out = join(folder, "certificate-1.txt");
  await expect(purge(from?.env ?? {}, { execute: String(plan["id"]), out, reason: "due" })).rejects.toMatchObject({ code: "PURGE_NOT_APPROVED", message: expect.stringContaining("planned, not confirmed by two persons") });
  expect(await stays(from)).toBe(1);
  const certificate = await run({ execute: await approve(plan), out, reason: "due" });
  expect(certificate).toMatchObject({ number: 1, kind: "due", approvedBy: "park", confirmedBy: "admin", keys: { epochs: [], pepper: null }, scan: { found: [] } });
  expect(await stays(from)).toBe(0);
  expect(await from?.admin.query("select purged_at is not null as purged from movements.information_request")).toEqual([{ purged: true }]);
  expect(readPurges(ring)).toMatchObject([{ number: 1, requests: [request] }]);
  expect(await run({ verify: out })).toMatchObject({ sound: true, certificate: { planHash: plan["hash"] } });
  writeFileSync(`${out}.altered`, readFileSync(out, "utf8").replace('"number":1', '"number":2'));
  await expect(purge(from?.env ?? {}, { verify: `${out}.altered` })).rejects.toMatchObject({ code: "CERTIFICATE_INVALID" });
  await expect(purge(from?.env ?? {}, { plan: true, due: true })).rejects.toMatchObject({ code: "PURGE_IMPOSSIBLE" });
});

it("a restore of what is older is refused until the purge is carried out again on it", async () => {
  await expect(restoreDatabase(to?.env ?? {}, made, { reason: "the disk broke" })).rejects.toMatchObject({ code: "RESTORE_PURGE_MISSING" });
  expect(await said(() => restoreDatabase(to?.env ?? {}, made, { reason: "the disk broke", replayPurges: true, json: true }))).toMatchObject({ replayed: [{ number: 1 }] });
  expect(await stays(to)).toBe(0);
  expect(await to?.admin.query("select number from policy.purge")).toEqual([{ number: 1 }]);
});

it("a pilot is wiped: not when the data changed since, then wholly; backups of before open no more, and the log's pseudonyms have another key", async () => {
  const stale = await approve(await run({ plan: true, pilot: true }));
  await from?.admin.query("insert into movements.case_reference (case_id, person_key, region_code, disease) values (gen_random_uuid(), gen_random_uuid(), '1168000000', 'mers')");
  const out = join(folder, "certificate-2.txt");
  await expect(purge(from?.env ?? {}, { execute: stale, out, reason: "the pilot is over" })).rejects.toMatchObject({ code: "PURGE_PLAN_CHANGED", message: expect.stringContaining("movements.case_reference") });
  const before = secrets();
  const certificate = await run({ execute: await approve(await run({ plan: true, pilot: true })), out, reason: "the pilot is over" });
  expect(certificate).toMatchObject({ number: 2, everything: true, keys: { epochs: [new Date().toISOString().slice(0, 7)], pepper: expect.any(String), subjectKey: "destroyed" } });
  expect(await from?.admin.query("select (select count(*)::int from movements.case_reference) + (select count(*)::int from movements.information_request) as left")).toEqual([{ left: 0 }]);
  expect(secrets()).not.toBe(before);
  await expect(restoreDatabase(to?.env ?? {}, made, { check: true })).rejects.toMatchObject({ code: "BACKUP_KEY_UNKNOWN" });
  expect(await said(() => backupDatabase(from?.env ?? {}, join(folder, "after"), { reason: "afterwards", json: true }))).toMatchObject({ keyId: `${new Date().toISOString().slice(0, 7)}.2` });
  const acts = (await recordsOf(from?.database.adminUrl ?? "")).filter(({ entity }) => entity.name?.startsWith("purge")).map(({ entity, outcome }) => `${entity.name ?? ""} ${outcome}`);
  expect(acts).toEqual(["purge-plan answered", "purge answered", "purge error", "purge answered", "purge-plan answered", "purge answered", "purge error", "purge-plan answered", "purge answered"]);
});

it("says what is missing on the command line before anything is done", () => {
  expect(() => purge({}, {})).toThrow("say one of --plan");
  expect(() => purge({}, { plan: true })).toThrow("say with --plan one of");
  expect(() => purge({}, { execute: "x" })).toThrow("--reason is missing");
  expect(() => purge({}, { execute: "x", reason: "r" })).toThrow("--out is missing");
});
