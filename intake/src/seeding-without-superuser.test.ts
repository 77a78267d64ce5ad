/** An owner of the database who is no superuser: row security holds for it too, and what it needs still works: migrate, seed, seed again. */
import { randomBytes } from "node:crypto";
import { claimsOf, contextLifetimeMs, sha256, signContext, type RequestContext } from "@epigraph/authz";
import { type DataSource, databaseServices, inspect, migrate, openDatabase, withAccess } from "@epigraph/datastore";
import { testServer } from "@epigraph/datastore/testing";
import { simulate } from "@epigraph/generator";
import pg from "pg";
import { seedOutbreak, type SeedReport } from "./seed.js";

const suffix = randomBytes(4).toString("hex");
const owner = `epigraph_owner_${suffix}`;
const login = `epigraph_cases_${suffix}`;
const claimsKey = randomBytes(32);
let server = "";
let url = "";
let database: DataSource;
let seeded: SeedReport;

async function ask<Row extends pg.QueryResultRow>(to: string, ...statements: readonly (string | readonly [string, readonly unknown[]])[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: to });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (typeof statement === "string" ? await client.query<Row>(statement) : await client.query<Row>(statement[0], [...statement[1]])).rows;
    return rows;
  } finally {
    await client.end();
  }
}
const count = async (table: string, to = url): Promise<number> => (await ask<{ n: number }>(to, `select count(*)::int as n from ${table}`))[0]?.n ?? -1;
const seed = (): Promise<SeedReport> => seedOutbreak({ outbreak: simulate({ cases: 40 }), database, now: Date.now() });

beforeAll(async () => {
  server = await testServer();
  const name = `epigraph_owned_${suffix}`;
  await ask(server, `create role ${owner} login createrole password 'p'`, `create database ${name} owner ${owner}`);
  await migrate({ url: withAccess(server, { database: await anyMigrated() }), logins: {} }); // the groups belong to the server: somebody else made them
  await ask(server, `grant ${databaseServices.map((service) => `epigraph_${service}`).join(", ")} to ${owner} with admin option`);
  url = withAccess(server, { database: name, user: owner, password: "p" });
  await migrate({ url, logins: { cases: withAccess(url, { user: login }) }, claimsKey });
  database = await openDatabase(url, { name: "test" });
  seeded = await seed();
}, 120_000);
afterAll(async () => {
  await database?.destroy();
  await ask(server, `drop database if exists epigraph_owned_${suffix} with (force)`, `drop database if exists epigraph_groups_${suffix} with (force)`);
  await ask(server, `drop owned by ${owner}`, `drop role if exists ${login}`, `drop role if exists ${owner}`);
});

async function anyMigrated(): Promise<string> {
  await ask(server, `create database epigraph_groups_${suffix}`);
  return `epigraph_groups_${suffix}`;
}

it("seeds everything", () => {
  const written = Object.fromEntries(seeded.tables.map(({ table, inserted }) => [table, inserted]));
  expect(written).toMatchObject({ "cases.person": 40, "cases.case_record": 40 });
  expect(written["movements.stay"]).toBeGreaterThan(40);
});

it("adds nothing when it seeds the same again", async () => {
  const again = await seed();
  expect(again.tables.filter(({ inserted }) => inserted > 0)).toEqual([]);
});

it("reads back what it must know to import, but neither identities nor stays nor the log", async () => {
  expect(await count("cases.case_record")).toBe(40);
  expect([await count("cases.person"), await count("movements.stay"), await count("ledger.record")]).toEqual([0, 0, 0]);
});

it("changes and removes none of the protected rows, short of changing the policies, which the doctor sees", async () => {
  for (const table of ["cases.person", "cases.case_record", "movements.stay", "ledger.record"]) expect(await ask(url, `delete from ${table} returning 1`)).toEqual([]);
  expect(await inspect(url)).toMatchObject({ rowPolicies: "current" });
  await ask(url, "alter table cases.person no force row level security");
  expect([await count("cases.person"), await inspect(url)]).toMatchObject([40, { ready: false, rowPolicies: "altered" }]);
  expect(await migrate({ url, logins: {}, claimsKey })).toMatchObject({ applied: [], rowPolicies: "applied", claimsKey: "known" });
  expect(await count("cases.person")).toBe(0);
});

it("shows a service the rows of whom a context names", async () => {
  const cases = withAccess(url, { user: login });
  const now = Date.now();
  const principal = { account: "investigator.national", duty: "national-investigator", clearance: 4, agency: "kdca", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance" };
  const context = { principal, purpose: "investigation", audience: "cases", correlation: "c", operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt: now, expiresAt: now + contextLifetimeMs } as unknown as RequestContext;
  const { payload, tag } = claimsOf(signContext(context, randomBytes(32), claimsKey));
  expect(await count("cases.person", cases)).toBe(0);
  expect(await ask(cases, "begin", ["select security.begin_request($1, $2)", [payload, tag]], "select count(*)::int as n from cases.person")).toEqual([{ n: 40 }]);
});
