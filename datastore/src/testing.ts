/** Databases for tests: one real server for a test run, and a new migrated database within milliseconds. Not for a running installation. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditRecord, newPrivateKey, noteSigner, noticed, parseRecord, verifierKey } from "@epigraph/ledger";
import { type BulkVault, createVault, makeRing, ringFolder } from "@epigraph/vault";
import pg from "pg";

import { type DatabaseService, databaseServices } from "./database-services.js";
import { parseDatabaseUrl, withAccess } from "./database-url.js";
import { openDatabase } from "./connection.js";
import { declareResponse } from "./declare-response.js";
import { startServer } from "./embedded/start-server.js";
import { DatastoreError } from "./error.js";
import { type Kept, keepRecords, readKept } from "./kept-records.js";
import { openKeyStore } from "./keys/key-store.js";
import { keyStoreBeside, migrateKeys, type SealingService, sealingServices } from "./keys/migrate-keys.js";
import { type SequencerOptions, sequencer } from "./log/sequencer.js";
import { migrate } from "./migrate.js";

/** For whatever a test starts. */
export { freePort, isFree } from "./embedded/free-port.js";

export type TestDatabase = {
  /** The migrator's connection: owner of everything in the database. */
  readonly adminUrl: string;
  /** What the gateway of this database signs claims with. */
  readonly claimsKey: Buffer;
  /** Each service's own connection. */
  readonly urls: Readonly<Record<DatabaseService, string>>;
  /** Its key store: the owner's connection, the custodian's, the services' that seal; and the folder of the key ring, which all databases of a run share. */
  readonly keys: { readonly ownerUrl: string; readonly custodianUrl: string; readonly urls: Readonly<Record<SealingService, string>>; readonly ring: string };
  /** Removes the database, ending connections to it. */
  drop(): Promise<void>;
};

let server: Promise<string> | undefined;
let template: Promise<string> | undefined;
let keyTemplate: Promise<string> | undefined;

/**
 * The superuser's URL of the run's server. EPIGRAPH_TEST_DATABASE_URL names a real one, which then is used and nothing is started; otherwise the first
 * to ask starts an embedded one in the run's folder (tests/setup), without fsync, and the end of the run stops it.
 */
export async function testServer(): Promise<string> {
  server ??= startTestServer();
  return await server;
}

/** A new database with the whole schema, a response declared for each disease and no other rows, or with the rows of another one, to which nobody may be connected meanwhile. Drop it when done. */
export async function createTestDatabase(like?: Pick<TestDatabase, "adminUrl" | "keys">): Promise<TestDatabase> {
  const admin = await testServer();
  template ??= makeTemplate(admin);
  keyTemplate ??= makeKeyTemplate(admin);
  const [source, keySource] = like === undefined ? [await template, await keyTemplate] : [like.adminUrl, like.keys.ownerUrl].map((url) => parseDatabaseUrl(url).database);
  const name = `epigraph_test_${randomUUID().replaceAll("-", "")}`;
  const adminUrl = withAccess(admin, { database: name });
  const urls = serviceUrls(adminUrl);
  const keys = keyStoreOf(adminUrl);
  const copied = (copy: string, from: string | undefined, logins: readonly string[]): Promise<void> =>
    withClient(admin, async (client) => {
      await client.query(`create database ${copy} template ${from}`);
      await client.query(`revoke all on database ${copy} from public`);
      await client.query(`grant connect on database ${copy} to ${logins.map((url) => parseDatabaseUrl(url).user).join(", ")}`);
    });
  await Promise.all([copied(name, source, Object.values(urls)), copied(parseDatabaseUrl(keys.ownerUrl).database, keySource, [keys.custodianUrl, ...Object.values(keys.urls)])]);
  return { adminUrl, claimsKey: claimsKeyOf(admin), urls, keys, drop: () => dropDatabase(admin, name) };
}

/**
 * The same with the rows that `fill` writes, which is done once for a run and under the data's name: for data that several test files read and that take seconds to write.
 * A real server outlives the code that fills it, so there it is filled each time.
 */
export async function createFilledDatabase(data: string, fill: (database: TestDatabase) => Promise<void>): Promise<TestDatabase> {
  if (process.env["EPIGRAPH_TEST_FOLDER"] === undefined) {
    const database = await createTestDatabase();
    await fill(database);
    return database;
  }
  const admin = await testServer();
  const name = `epigraph_filled_${data}`;
  const filled = { adminUrl: withAccess(admin, { database: name }), keys: keyStoreOf(withAccess(admin, { database: name })) };
  await withClient(admin, async (client) => {
    await client.query("select pg_advisory_lock(7215530043)"); // until the connection ends: other test processes wait and find it made
    if ((await client.query("select from pg_database where datname = $1", [name])).rowCount === 1) return;
    const draft = await createTestDatabase();
    await fill(draft);
    const rename = (from: string, to: string): Promise<unknown> => client.query(`alter database ${parseDatabaseUrl(from).database} rename to ${parseDatabaseUrl(to).database}`);
    await rename(draft.keys.ownerUrl, filled.keys.ownerUrl);
    await rename(draft.adminUrl, filled.adminUrl); // last, as the others look for it
  });
  return createTestDatabase(filled);
}

/** A new database as `migrate` leaves it: no response is declared, as the others have it. */
export async function createBareDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await withClient(database.adminUrl, async (client) => void (await client.query("truncate policy.response, policy.response_step")));
  return database;
}

async function dropDatabase(admin: string, name: string): Promise<void> {
  const url = withAccess(admin, { database: name });
  await keepRecordsOf(url);
  await withClient(admin, async (client) => {
    for (const one of [name, parseDatabaseUrl(keyStoreBeside(url)).database]) await client.query(`drop database if exists ${one} with (force)`);
  });
}

/** A vault over the database's key store, as a service has one; `cacheMs`: how long it knows a data key. Close it before the database is dropped. */
export async function openTestVault({ keys }: Pick<TestDatabase, "keys">, cacheMs?: number): Promise<{ readonly vault: BulkVault; readonly close: () => Promise<void> }> {
  const { store, close } = await openKeyStore(keys.urls.cases, { name: "test vault", poolSize: 2 });
  return { vault: createVault({ store, ring: ringFolder(keys.ring, Date.now), clock: Date.now, ...(cacheMs === undefined ? {} : { cacheMs }) }), close };
}

/** The same for one piece of work. */
export async function withTestVault<Result>(database: Pick<TestDatabase, "keys">, work: (vault: BulkVault) => Promise<Result>): Promise<Result> {
  const { vault, close } = await openTestVault(database);
  try {
    return await work(vault);
  } finally {
    await close();
  }
}

/** What the environment says of a database's key store and ring. */
export function keyVariablesOf({ keys }: Pick<TestDatabase, "keys">): Record<string, string> {
  return { EPIGRAPH_DB_KEYS: keys.ownerUrl, ...Object.fromEntries(Object.entries(keys.urls).map(([service, url]) => [`EPIGRAPH_DB_KEYS_${service.toUpperCase()}`, url])), EPIGRAPH_KEY_RING: keys.ring };
}

function keyStoreOf(adminUrl: string): TestDatabase["keys"] {
  const ownerUrl = keyStoreBeside(adminUrl);
  const urls = Object.fromEntries(sealingServices.map((service) => [service, loginUrl(ownerUrl, `keys_${service}`)])) as Record<SealingService, string>;
  const run = process.env["EPIGRAPH_TEST_FOLDER"] ?? join(tmpdir(), `epigraph-test-ring-${createHash("sha256").update(parseDatabaseUrl(adminUrl).password).digest("hex").slice(0, 12)}`);
  const ring = join(run, "ring");
  makeRing(ring, Date.now());
  return { ownerUrl, custodianUrl: loginUrl(ownerUrl, "keys"), urls, ring };
}

/** For the scan at the end of the run: see tests/setup. A real server's run has no folder. */
async function keepRecordsOf(url: string): Promise<void> {
  const folder = process.env["EPIGRAPH_TEST_FOLDER"];
  if (folder === undefined || url.endsWith("_keys")) return;
  try {
    await withTestVault({ keys: keyStoreOf(url) }, (vault) => withClient(url, (client) => keepRecords(client, folder, vault)));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && (error.code === "3D000" || error.code === "DATABASE_MISSING"))) throw error; // it is gone already
  }
}

/** What the run's tests wrote and whom their data are about, databases that no test dropped included. */
export async function recordsOfRun(folder: string): Promise<Kept> {
  if (existsSync(join(folder, "data", "postgres", "postmaster.pid"))) {
    const admin = await testServer();
    const left = await withClient(admin, async (client) => (await client.query<{ readonly name: string }>("select datname as name from pg_database where datname like 'epigraph\\_test\\_%'")).rows);
    for (const { name } of left) await keepRecordsOf(withAccess(admin, { database: name }));
  }
  return readKept(folder);
}

/** Every record that was written, whether it is in the log already or waits for its place: those first, in their order. @throws LedgerError for a body that is no record */
export async function recordsOf(adminUrl: string): Promise<AuditRecord[]> {
  return (await bodiesOf(adminUrl)).map((body) => parseRecord(body).record);
}

/** Their bodies, whatever they say. */
export async function bodiesOf(adminUrl: string): Promise<string[]> {
  return await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ readonly body: string }>(
      `select body from (select body, index, null::timestamptz as arrived, null::tid as place from ledger.record union all select body, null, arrived, ctid from ledger.pending) as written
       order by index nulls last, arrived, place`,
    );
    return rows.map(({ body }) => body);
  });
}

const testLog = "test.example/log";
const testLogKey = newPrivateKey();
/** What signs the logs of this test process. */
export const testSigner: Pick<SequencerOptions, "signer" | "vkey"> = { signer: noteSigner(testLog, testLogKey), vkey: verifierKey(testLog, testLogKey).text };

/** Takes all that was written into the log, as the audit service's sequencer does, signed with a key of this test process. `clock`: milliseconds since the Unix epoch. */
export async function sequenceAll(adminUrl: string, clock: () => number = Date.now): Promise<void> {
  const database = await openDatabase(serviceUrls(adminUrl).sequencer, { name: "test sequencer", poolSize: 1 });
  try {
    const { step } = sequencer({ database, ...testSigner, clock, judge: noticed });
    while (!(await step()).whole);
  } finally {
    await database.destroy();
  }
}

/** Tries until it holds, at most 5 s: what the server shows of other connections lags behind. Throws the last failure. */
export async function eventually(holds: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 5_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

async function startTestServer(): Promise<string> {
  const real = process.env["EPIGRAPH_TEST_DATABASE_URL"];
  if (real) return real;
  const folder = process.env["EPIGRAPH_TEST_FOLDER"];
  if (!folder) throw new DatastoreError("DATA_FOLDER_UNUSABLE", "EPIGRAPH_TEST_FOLDER is not set: run the tests with the repository's jest configuration, or set EPIGRAPH_TEST_DATABASE_URL");
  return (await startServer({ folder: join(folder, "data"), durable: false })).url;
}

/** The migrated database that all others are copied from; named by the text of the migrations and policies, so that a changed one makes a new one. */
async function makeTemplate(admin: string): Promise<string> {
  return await madeOnce(admin, `epigraph_template_${fingerprint()}`, async (url) => {
    await migrate({ url, logins: serviceUrls(url), claimsKey: claimsKeyOf(admin) });
    await declareTestResponses(url);
  });
}

/** Lets a new database work: a response to each disease that test data are about. `url`: the owner's. */
export async function declareTestResponses(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const disease of ["covid-19", "mers"]) await declareResponse((sql, parameters) => client.query(sql, parameters === undefined ? undefined : [...parameters]), { disease, legalBasis: "IDCPA 34", declaredBy: "approver.first", confirmedBy: "approver.second", reason: "tests", at: new Date("2020-01-20T00:00:00Z") });
  });
}

async function madeOnce(admin: string, name: string, fill: (url: string) => Promise<void>): Promise<string> {
  await withClient(admin, async (client) => {
    await client.query("select pg_advisory_lock(7215530042)"); // until the connection ends: other test processes wait and find it made
    if ((await client.query("select from pg_database where datname = $1", [name])).rowCount === 1) return;
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft}`);
    await fill(withAccess(admin, { database: draft }));
    await client.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

/** The same for key stores. */
async function makeKeyTemplate(admin: string): Promise<string> {
  const text = readdirSync(join(import.meta.dirname, "keys")).filter((name) => /^key-migrations\.[jt]s$/.test(name)).map((name) => readFileSync(join(import.meta.dirname, "keys", name)));
  return await madeOnce(admin, `epigraph_key_template_${createHash("sha256").update(Buffer.concat(text)).digest("hex").slice(0, 16)}`, async (url) => {
    const { custodianUrl, urls } = keyStoreOf(url); // their users and passwords
    await migrateKeys({ url, custodian: custodianUrl, sealers: urls });
  });
}

/** One for all databases of a run, as their logins are. */
function claimsKeyOf(adminUrl: string): Buffer {
  return createHash("sha256").update(`${parseDatabaseUrl(adminUrl).password}/claims`).digest();
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const policies = readdirSync(import.meta.dirname).filter((name) => /^(row-policies(\.generated)?|declare-response)\.[jt]s$/.test(name));
  const files = readdirSync(join(import.meta.dirname, "migrations")).filter((name) => /\.[jt]s$/.test(name)).map((name) => join("migrations", name));
  for (const file of [...policies, ...files].sort()) hash.update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Logins of their own, `epigraph_<service>_test`, with passwords that only who knows the admin's can work out. */
function serviceUrls(adminUrl: string): Record<DatabaseService, string> {
  return Object.fromEntries(databaseServices.map((service) => [service, loginUrl(adminUrl, service)])) as Record<DatabaseService, string>;
}

function loginUrl(adminUrl: string, name: string): string {
  const password = createHash("sha256").update(`${parseDatabaseUrl(adminUrl).password}/${name}`).digest("base64url");
  return withAccess(adminUrl, { user: `epigraph_${name}_test`, password });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
