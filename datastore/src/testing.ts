/** Databases for tests: one real server for a test run, and a new migrated database within milliseconds. Not for a running installation. */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AuditRecord, newPrivateKey, noteSigner, noticed, parseRecord, verifierKey } from "@epigraph/ledger";
import pg from "pg";

import { type DatabaseService, databaseServices } from "./database-services.js";
import { parseDatabaseUrl, withAccess } from "./database-url.js";
import { openDatabase } from "./connection.js";
import { startServer } from "./embedded/start-server.js";
import { DatastoreError } from "./error.js";
import { type Kept, keepRecords, readKept } from "./kept-records.js";
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
  /** Removes the database, ending connections to it. */
  drop(): Promise<void>;
};

let server: Promise<string> | undefined;
let template: Promise<string> | undefined;

/**
 * The superuser's URL of the run's server. EPIGRAPH_TEST_DATABASE_URL names a real one, which then is used and nothing is started; otherwise the first
 * to ask starts an embedded one in the run's folder (tests/setup), without fsync, and the end of the run stops it.
 */
export async function testServer(): Promise<string> {
  server ??= startTestServer();
  return await server;
}

/** A new database with the whole schema and no rows, or with the rows of another one, to which nobody may be connected meanwhile. Drop it when done. */
export async function createTestDatabase(like?: TestDatabase): Promise<TestDatabase> {
  const admin = await testServer();
  template ??= makeTemplate(admin);
  const source = like === undefined ? await template : parseDatabaseUrl(like.adminUrl).database;
  const name = `epigraph_test_${randomUUID().replaceAll("-", "")}`;
  const adminUrl = withAccess(admin, { database: name });
  const urls = serviceUrls(adminUrl);
  await withClient(admin, async (client) => {
    await client.query(`create database ${name} template ${source}`);
    await client.query(`revoke all on database ${name} from public`);
    await client.query(`grant connect on database ${name} to ${Object.values(urls).map((url) => parseDatabaseUrl(url).user).join(", ")}`);
  });
  return { adminUrl, claimsKey: claimsKeyOf(admin), urls, drop: () => dropDatabase(admin, name) };
}

async function dropDatabase(admin: string, name: string): Promise<void> {
  await keepRecordsOf(withAccess(admin, { database: name }));
  await withClient(admin, async (client) => void (await client.query(`drop database if exists ${name} with (force)`)));
}

/** For the scan at the end of the run: see tests/setup. A real server's run has no folder. */
async function keepRecordsOf(url: string): Promise<void> {
  const folder = process.env["EPIGRAPH_TEST_FOLDER"];
  if (folder === undefined) return;
  try {
    await withClient(url, (client) => keepRecords(client, folder));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "3D000")) throw error; // it is gone already
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
  const name = `epigraph_template_${fingerprint()}`;
  await withClient(admin, async (client) => {
    await client.query("select pg_advisory_lock(7215530042)"); // until the connection ends: other test processes wait and find it made
    if ((await client.query("select from pg_database where datname = $1", [name])).rowCount === 1) return;
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft}`);
    const url = withAccess(admin, { database: draft });
    await migrate({ url, logins: serviceUrls(url), claimsKey: claimsKeyOf(admin) });
    await client.query(`alter database ${draft} rename to ${name}`);
  });
  return name;
}

/** One for all databases of a run, as their logins are. */
function claimsKeyOf(adminUrl: string): Buffer {
  return createHash("sha256").update(`${parseDatabaseUrl(adminUrl).password}/claims`).digest();
}

function fingerprint(): string {
  const hash = createHash("sha256");
  const policies = readdirSync(import.meta.dirname).filter((name) => /^row-policies(\.generated)?\.[jt]s$/.test(name));
  const files = readdirSync(join(import.meta.dirname, "migrations")).filter((name) => /\.[jt]s$/.test(name)).map((name) => join("migrations", name));
  for (const file of [...policies, ...files].sort()) hash.update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Logins of their own, `epigraph_<service>_test`, with passwords that only who knows the admin's can work out. */
function serviceUrls(adminUrl: string): Record<DatabaseService, string> {
  const { password } = parseDatabaseUrl(adminUrl);
  const secret = (service: string): string => createHash("sha256").update(`${password}/${service}`).digest("base64url");
  return Object.fromEntries(
    databaseServices.map((service) => [service, withAccess(adminUrl, { user: `epigraph_${service}_test`, password: secret(service) })]),
  ) as Record<DatabaseService, string>;
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
