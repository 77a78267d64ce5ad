import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";

import { databaseServices } from "./database-services.js";
import { parseDatabaseUrl, serviceUrl, withAccess } from "./database-url.js";
import { startServer } from "./embedded/start-server.js";
import { migrate } from "./migrate.js";
import { migrations } from "./migrations/all.js";
import { testServer } from "./testing.js";

const names = migrations.map((migration) => migration.name);
const suffix = randomBytes(4).toString("hex");
let admin = "";
const made: { databases: string[]; roles: string[] } = { databases: [], roles: [] };

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string, parameters?: readonly unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, parameters === undefined ? undefined : [...parameters])).rows;
  } finally {
    await client.end();
  }
}

/** An empty database; `owner` a role that is made for it. */
async function emptyDatabase(owner?: string): Promise<string> {
  const name = `epigraph_empty_${suffix}_${made.databases.length}`;
  made.databases.push(name);
  if (owner !== undefined) made.roles.push(owner);
  if (owner !== undefined) await ask(admin, `create role ${owner} login createrole password 'p'`);
  await ask(admin, `create database ${name}${owner === undefined ? "" : ` owner ${owner}`}`);
  return withAccess(admin, { database: name, ...(owner === undefined ? {} : { user: owner, password: "p" }) });
}

/** The URL of a login that does not exist yet. */
function login(url: string, service: (typeof databaseServices)[number], password = "p", user = `epigraph_${service}_${suffix}`): string {
  made.roles.push(user);
  return withAccess(serviceUrl(url, service, password), { user });
}

beforeAll(async () => void (admin = await testServer()));
afterAll(async () => {
  for (const name of made.databases) await ask(admin, `drop database if exists ${name} with (force)`);
  for (const role of new Set(made.roles.reverse())) await ask(admin, `drop role if exists ${pg.escapeIdentifier(role)}`);
});

describe("migrating", () => {
  it("brings an empty database up to date, once, and gives each service its login", async () => {
    const url = await emptyDatabase();
    const logins = Object.fromEntries(databaseServices.map((service) => [service, login(url, service)]));
    const first = await migrate({ url, logins });
    expect(first.applied).toEqual(names);
    expect(first.logins).toEqual(databaseServices.map((service) => ({ service, role: `epigraph_${service}_${suffix}`, outcome: "created" })));
    const again = await migrate({ url, logins });
    expect(again).toEqual({ applied: [], rowPolicies: "current", claimsKey: "not given", logins: databaseServices.map((service) => ({ service, role: `epigraph_${service}_${suffix}`, outcome: "refreshed" })) });
    for (const service of databaseServices) {
      const [row] = await ask(logins[service] ?? "", "select pg_has_role(current_user, $1, 'usage') as member", [`epigraph_${service}`]);
      expect(row).toEqual({ member: true });
    }
  });

  it("tells the database the claims key, once, and lets it believe the one before for ten minutes more", async () => {
    const url = await emptyDatabase();
    const [one, two] = [randomBytes(32), randomBytes(32)];
    const keys = (): Promise<{ secret: Buffer; minutes: number | null }[]> =>
      ask(url, "select secret, round(extract(epoch from valid_to - clock_timestamp()) / 60)::int as minutes from security.key where kind = 'claims' order by valid_from");
    expect(await migrate({ url, logins: {} })).toMatchObject({ claimsKey: "not given", rowPolicies: "applied" });
    expect(await keys()).toEqual([]);
    expect([(await migrate({ url, logins: {}, claimsKey: one })).claimsKey, (await migrate({ url, logins: {}, claimsKey: one })).claimsKey]).toEqual(["told", "known"]);
    expect(await keys()).toEqual([{ secret: one, minutes: null }]);
    expect(await migrate({ url, logins: {}, claimsKey: two })).toMatchObject({ claimsKey: "told", rowPolicies: "current" });
    expect(await keys()).toEqual([{ secret: one, minutes: 10 }, { secret: two, minutes: null }]);
    await expect(migrate({ url, logins: {}, claimsKey: randomBytes(8) })).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    expect((await migrate({ url, logins: {}, claimsKey: one })).claimsKey).toBe("told");
    expect((await keys()).map(({ minutes }) => minutes)).toEqual([null, 10]);
  });

  it("changes a login's password to the one in its url", async () => {
    const url = await emptyDatabase();
    const before = login(url, "clinics", "before", `epigraph_turn_${suffix}`);
    const after = withAccess(before, { password: "after" });
    await migrate({ url, logins: { clinics: before } });
    await ask(before, "select");
    await migrate({ url, logins: { clinics: after } });
    await ask(after, "select");
    await expect(ask(before, "select")).rejects.toMatchObject({ code: "28P01" });
  });

  it("is safe when two do it at once, to one database or to two of one server", async () => {
    const [url, other] = [await emptyDatabase(), await emptyDatabase()];
    const logins = { cases: login(url, "cases", "p", `epigraph_twice_${suffix}`), audit: login(url, "audit", "p", `epigraph_twice2_${suffix}`) };
    const outcomes = await Promise.all([migrate({ url, logins }), migrate({ url, logins }), migrate({ url: other, logins })]);
    const applied = outcomes.map((outcome) => outcome.applied.length);
    expect(new Set([applied[0], applied[1]])).toEqual(new Set([0, names.length]));
    expect(applied[2]).toBe(names.length);
  });

  it("waits while another migrates", async () => {
    const url = await emptyDatabase();
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query("select pg_advisory_lock(7215530041)");
    const migrating = migrate({ url, logins: {} });
    expect(await Promise.race([migrating, new Promise((resolve) => setTimeout(resolve, 1000, "waiting"))])).toBe("waiting");
    await other.end();
    expect((await migrating).applied).toEqual(names);
  });

  it("lets nobody else connect to the database, and no service make even a temporary table", async () => {
    const url = await emptyDatabase();
    const programs = login(url, "programs", "p", `epigraph_temp_${suffix}`);
    await migrate({ url, logins: { programs } });
    await expect(ask(programs, "create temporary table t ()")).rejects.toMatchObject({ code: "42501" });
    await ask(admin, `create role epigraph_other_${suffix} login password 'p'`);
    await expect(ask(login(url, "cases", "p", `epigraph_other_${suffix}`), "select")).rejects.toMatchObject({ code: "42501" });
  });

  it("takes any name and password as they are, and no SQL from them", async () => {
    const url = await emptyDatabase();
    const strange = `Robert'); drop schema cases cascade; --"$1 ${suffix}`;
    const password = `it's "quoted" \\ $1 :x %I ; drop schema movements cascade`;
    const cases = login(url, "cases", password, strange);
    await migrate({ url, logins: { cases } });
    await migrate({ url, logins: { cases } });
    expect(await ask(cases, "select current_user::text as me, (select count(*)::int from cases.person) as persons")).toEqual([{ me: strange, persons: 0 }]);
  });

  it("sends no password to the server in the clear", async () => {
    const url = await emptyDatabase();
    const programs = login(url, "programs", "geheim", `epigraph_clear_${suffix}`);
    await migrate({ url, logins: { programs } });
    const [row] = await ask<{ stored: string }>(admin, "select rolpassword as stored from pg_authid where rolname = $1", [`epigraph_clear_${suffix}`]);
    expect(row?.stored).toMatch(/^SCRAM-SHA-256\$4096:/);
    await ask(programs, "select"); // and the verifier that we worked out is the one that the server expects
  });

  it.each([
    ["no password", { cases: "postgresql://a@h/d" }, "LOGIN_INVALID"],
    ["a password beyond ascii", { cases: "postgresql://a:%ED%95%9C@h/d" }, "LOGIN_INVALID"],
    ["a user that two services share", { cases: "postgresql://a:p@h/d", audit: "postgresql://a:q@h/d" }, "LOGIN_INVALID"],
    ["a user that is a group", { cases: "postgresql://epigraph_audit:p@h/d" }, "LOGIN_INVALID"],
    ["a malformed url", { cases: "localhost" }, "DATABASE_URL_INVALID"],
  ])("refuses a service url with %s before it connects anywhere", async (_what, logins, code) => {
    await expect(migrate({ url: "postgresql://nobody:p@127.0.0.1:1/none", logins })).rejects.toMatchObject({ code });
  });

  it("refuses a login that could do more than its service, and then changes nothing", async () => {
    const url = await emptyDatabase();
    const { user } = parseDatabaseUrl(admin);
    await expect(migrate({ url, logins: { cases: withAccess(admin, { user }) } })).rejects.toMatchObject({ code: "LOGIN_TOO_POWERFUL", message: expect.stringContaining("superuser") });
    expect(await ask(url, "select nspname from pg_namespace where nspname = 'cases'")).toEqual([]);
    await ask(admin, `create role epigraph_strong_${suffix} login bypassrls password 'p'`);
    await expect(migrate({ url, logins: { cases: login(url, "cases", "p", `epigraph_strong_${suffix}`) } })).rejects.toMatchObject({ message: expect.stringContaining("bypassrls") });
    await ask(admin, `create role epigraph_reader_${suffix} login in role pg_read_all_data password 'p'`);
    await expect(migrate({ url, logins: { cases: login(url, "cases", "p", `epigraph_reader_${suffix}`) } })).rejects.toMatchObject({ message: expect.stringContaining("pg_read_all_data") });
  });

  it("leaves a database alone that a newer version migrated", async () => {
    const url = await emptyDatabase();
    await migrate({ url, logins: {} });
    await ask(url, "insert into schema_migration (timestamp, name) values (1800000000001, 'Tomorrow1800000000001')");
    await expect(migrate({ url, logins: {} })).rejects.toMatchObject({ code: "SCHEMA_NEWER", message: expect.stringContaining("Tomorrow") });
  });

  it("leaves a database as it was when a migration fails", async () => {
    const url = await emptyDatabase();
    await ask(url, "create schema ledger"); // stands in the way
    await expect(migrate({ url, logins: {} })).rejects.toMatchObject({ code: "MIGRATION_FAILED" });
    expect(await ask(url, "select nspname::text from pg_namespace where nspname in ('cases', 'ledger')")).toEqual([{ nspname: "ledger" }]);
    expect(await ask(url, "select to_regclass('schema_migration') as made")).toEqual([{ made: null }]);
  });

  it("says what the migrator lacks", async () => {
    const url = await emptyDatabase();
    await ask(admin, `create role epigraph_weak_${suffix} login password 'p'`);
    made.roles.push(`epigraph_weak_${suffix}`);
    await expect(migrate({ url: withAccess(url, { user: `epigraph_weak_${suffix}`, password: "p" }), logins: {} })).rejects.toMatchObject({ code: "MIGRATION_FORBIDDEN", message: expect.stringContaining("CREATEROLE") });
  });

  it("works for a migrator who is no superuser, on a server where others made the groups", async () => {
    await migrate({ url: await emptyDatabase(), logins: {} });
    const owner = `epigraph_owner_${suffix}`;
    const url = await emptyDatabase(owner);
    const groups = databaseServices.map((service) => `epigraph_${service}`).join(", ");
    await ask(admin, `grant ${groups} to ${owner} with admin option`);
    const logins = { cases: login(url, "cases", "p", `epigraph_owned_${suffix}`) };
    expect((await migrate({ url, logins })).applied).toEqual(names);
    expect((await migrate({ url, logins })).logins).toMatchObject([{ outcome: "refreshed" }]);
    expect(await ask(logins.cases, "select count(*)::int as persons from cases.person")).toEqual([{ persons: 0 }]);
  });

  const onNewServer = process.env["EPIGRAPH_TEST_DATABASE_URL"] ? it.skip : it; // a real server's groups are there already
  onNewServer("works for a migrator who is no superuser, on a new server", async () => {
    const folder = mkdtempSync(join(tmpdir(), "epigraph-migrate-"));
    const server = await startServer({ folder, durable: false });
    try {
      await ask(server.url, "create role migrator login createrole password 'p'");
      await ask(server.url, "create database fresh owner migrator");
      const url = withAccess(server.url, { user: "migrator", password: "p", database: "fresh" });
      const logins = Object.fromEntries(databaseServices.map((service) => [service, serviceUrl(url, service, "p")]));
      expect((await migrate({ url, logins })).applied).toEqual(names);
      expect((await migrate({ url, logins })).logins.map((outcome) => outcome.outcome)).toEqual(databaseServices.map(() => "refreshed"));
      expect(await ask(logins["audit"] ?? "", "select count(*)::int as records from ledger.record")).toEqual([{ records: 0 }]);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
