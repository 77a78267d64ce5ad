/** An owner of the database who is no superuser: row security holds for it too, and what it needs still works: migrate, seed, seed again. */
import { randomBytes } from "node:crypto";
import { claimsOf, contextLifetimeMs, sha256, signContext, type RequestContext } from "@epigraph/authz";
import { type DataSource, databaseServices, inspect, migrate, openDatabase, withAccess } from "@epigraph/datastore";
import { testServer } from "@epigraph/datastore/testing";
import { simulate } from "@epigraph/generator";
import { memoryVault } from "@epigraph/vault/testing";
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
const vault = memoryVault();
const seed = (): Promise<SeedReport> => seedOutbreak({ outbreak: simulate({ cases: 40 }), database, vault, now: Date.now() });

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

const claims = (principal: object, purpose = "investigation"): readonly string[] => {
  const now = Date.now();
  const context = { principal, purpose, audience: "cases", correlation: "c", operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt: now, expiresAt: now + contextLifetimeMs } as unknown as RequestContext;
  const { payload, tag } = claimsOf(signContext(context, randomBytes(32), claimsKey));
  return [payload, tag];
};
const begin = "select security.begin_request($1, $2)";
const national = { account: "investigator.national", duty: "national-investigator", clearance: 4, agency: "kdca", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance" };

it("shows a service the rows of whom a context names", async () => {
  const cases = withAccess(url, { user: login });
  expect(await count("cases.person", cases)).toBe(0);
  expect(await ask(cases, "begin", [begin, claims(national)], "select count(*)::int as n from cases.person")).toEqual([{ n: 40 }]);
});

it("lets the database's own functions do their part of a change: history, and the state after a step", async () => {
  const cases = withAccess(url, { user: login });
  const changed = await ask(cases, "begin", [begin, claims(national)], "update cases.case_record set outcome = 'deceased', outcome_date = '2021-01-01' where id = (select id from cases.case_record where outcome is distinct from 'deceased' order by id limit 1)", "select changed_by from cases.case_change where field = 'outcome'");
  expect(changed).toEqual([{ changed_by: "investigator.national" }]);
  const approver = { ...national, account: "approver.other", duty: "approver", clearance: 3 };
  const propose = "insert into policy.response_step (id, subject, step) select gen_random_uuid(), id, 'propose-end' from policy.response";
  expect(await ask(cases, "begin", [begin, claims(approver, "response")], propose, "select r.state, s.by from policy.response r join policy.response_step s on s.subject = r.id and s.step = 'propose-end'")).toEqual([{ state: "end-proposed", by: "approver.other" }]);
});

it("lets what follows from a step of case work happen: the owner of the tables is no superuser, and held to their row security", async () => {
  const cases = withAccess(url, { user: login });
  const now = Date.now();
  const [row] = await ask<{ id: string; region: string }>(url, "select id, region_code as region from cases.case_record where not sealed order by id limit 1");
  const principal = { account: "investigator.national", duty: "national-investigator", clearance: 4, agency: "kdca", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance" };
  const context = { principal, purpose: "investigation", audience: "cases", correlation: "c", operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt: now, expiresAt: now + contextLifetimeMs } as unknown as RequestContext;
  const { payload, tag } = claimsOf(signContext(context, randomBytes(32), claimsKey));
  const step = (action: string, subject: string, columns: string, values: readonly unknown[]): readonly [string, readonly unknown[]] => [`insert into cases.step (id, action, subject, ${columns}) values (gen_random_uuid(), '${action}', '${subject}', ${values.map((_, index) => `$${index + 1}`).join(", ")})`, values];
  const [cluster, transfer] = ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000b"];
  const [agency] = await ask<{ id: string }>(url, "select id from permission.agency where region_code <> $1 and region_code like '26%' order by id limit 1".replace("$1", `'${row?.region ?? ""}'`));
  await ask(
    cases,
    "begin",
    ["select security.begin_request($1, $2)", [payload, tag]],
    step("nameCluster", cluster, "region_code, details", [row?.region, '{"nameKo": "x", "nameEn": "x"}']),
    step("addToCluster", cluster, "case_id, reason", [row?.id, "same place"]),
    step("offerTransfer", transfer, "case_id, agency, reason", [row?.id, agency?.id, "moved"]),
    "commit",
  );
  expect(await ask(url, "select state from permission.transfer")).toEqual([{ state: "offered" }]);
  expect(await ask<{ named: string }>(url, "select k.name_en as named from cases.case_record c join cases.cluster k on k.id = c.cluster_id where c.id = '" + (row?.id ?? "") + "'")).toEqual([{ named: "x" }]);
  expect(await ask(url, "update cases.step set reason = 'another' returning 1")).toEqual([]);
  expect(await ask(url, "delete from cases.step returning 1")).toEqual([]);
});
