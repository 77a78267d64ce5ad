import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DataSource } from "typeorm";

import { openDatabase } from "./connection.js";
import { databaseServices, groupRole } from "./database-services.js";
import { migrations } from "./migrations/all.js";
import { ensureStayPartitions } from "./partitions.js";
import { createTestDatabase, type TestDatabase } from "./testing.js";

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase(database.adminUrl, { name: "schema lint" });
  await ensureStayPartitions((sql) => source.query(sql), ["2020-02-29"]);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const groups = databaseServices.map(groupRole);
const logins = databaseServices.map((service) => `epigraph_${service}_test`);
const ours = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

async function list(sql: string, parameters: unknown[] = []): Promise<string[]> {
  return (await source.query<{ found: string }[]>(sql, parameters)).map((row) => row.found);
}

/** What a role may do with tables, as `schema.table: SELECT, INSERT`. */
async function rights(role: string): Promise<string[]> {
  return await list(
    `select c.oid::regclass || ': ' || string_agg(p, ', ' order by p desc) as found
     from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
     where ${ours} and c.relkind in ('r', 'p', 'v', 'm', 'f')
       and (has_table_privilege($1, c.oid, p) or (p not in ('DELETE', 'TRUNCATE', 'TRIGGER') and has_any_column_privilege($1, c.oid, p)))
     group by c.oid order by 1`,
    [role],
  );
}

describe("the schema", () => {
  it("has the person key in every unique key of stays, so that they can be distributed by it", async () => {
    const keys = await list(
      `select i.indexrelid::regclass::text as found from pg_index i
       where i.indisunique and i.indrelid in ('movements.stay'::regclass, 'movements.stay_20200229'::regclass)
         and not exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'person_key' and a.attnum = any (i.indkey))`,
    );
    expect(keys).toEqual([]);
    const checked = await list("select indexrelid::regclass::text as found from pg_index where indisunique and indrelid = 'movements.stay'::regclass");
    expect(checked).toEqual(["movements.stay_pkey"]);
  });

  it("has no sequences, no serial and no identity columns", async () => {
    expect(await list(`select c.oid::regclass::text as found from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${ours} and c.relkind = 'S'`)).toEqual([]);
    expect(await list(`select c.oid::regclass || '.' || a.attname as found from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where ${ours} and a.attidentity <> ''`)).toEqual([]);
  });

  it("requires the information request of every stay", async () => {
    expect(await list("select attname::text as found from pg_attribute where attrelid = 'movements.stay'::regclass and attname = 'request_id' and attnotnull")).toEqual(["request_id"]);
  });

  it("belongs to the migrator, never to a service", async () => {
    const roles = [...groups, ...logins];
    expect(await list(`select c.oid::regclass::text as found from pg_class c where pg_get_userbyid(c.relowner) = any ($1)`, [roles])).toEqual([]);
    expect(await list(`select nspname::text as found from pg_namespace where pg_get_userbyid(nspowner) = any ($1)`, [roles])).toEqual([]);
    expect(await list(`select proname::text as found from pg_proc where pg_get_userbyid(proowner) = any ($1)`, [roles])).toEqual([]);
    expect(await list(`select rolname::text as found from pg_roles where rolname = any ($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`, [roles])).toEqual([]);
    expect(await list(`select rolname::text as found from pg_roles where rolname = any ($1) and rolcanlogin`, [groups])).toEqual([]);
  });

  it.each([...groups, ...logins])("lets %s create nothing, not even a temporary table", async (role) => {
    expect(await list(`select nspname::text as found from pg_namespace where has_schema_privilege($1, oid, 'CREATE')`, [role])).toEqual([]);
    expect(await list(`select p as found from unnest(array['CREATE', 'TEMPORARY']) p where has_database_privilege($1, current_database(), p)`, [role])).toEqual([]);
  });

  it.each([...groups, ...logins])("lets %s change and delete nothing", async (role) => {
    const found = await rights(role);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((line) => /UPDATE|DELETE|TRUNCATE|REFERENCES|TRIGGER/.test(line))).toEqual([]);
  });

  it.each(databaseServices)("lets %s append to the access log, and nobody but audit read it", async (service) => {
    const record = service === "audit" ? "SELECT, INSERT" : "INSERT";
    const found = (await rights(groupRole(service))).filter((line) => line.startsWith("ledger."));
    expect(found).toEqual(expect.arrayContaining([`ledger.record: ${record}`, `ledger.record_subject: ${record}`]));
    expect(found.filter((line) => line.includes("SELECT") && service !== "audit")).toEqual([]);
  });

  it.each([
    ["cases", ["cases", "permission"]],
    ["movements", ["movements", "permission"]],
    ["clinics", ["clinics"]],
    ["programs", ["programs"]],
    ["audit", ["ledger", "permission"]],
    ["gateway", []],
  ] as const)("lets %s read its own schemas and no other", async (service, schemas) => {
    const read = (await rights(groupRole(service))).filter((line) => line.includes("SELECT")).map((line) => line.replace(/[.:].*/, ""));
    expect([...new Set(read)].filter((schema) => schema !== "schema_migration").sort()).toEqual([...schemas]);
  });

  it("grants nothing on partitions: they are reached through their table, whose policies hold", async () => {
    for (const role of [...groups, ...logins]) expect((await rights(role)).filter((line) => line.includes("stay_2020"))).toEqual([]);
  });

  it("opens nothing to everybody", async () => {
    expect(
      await list(`select c.oid::regclass::text as found from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a where ${ours} and a.grantee = 0`),
    ).toEqual([]);
    expect(await list(`select n.nspname::text as found from pg_namespace n, aclexplode(n.nspacl) a where ${ours} and a.grantee = 0`)).toEqual([]);
  });
});

describe("the migrations", () => {
  it("stand in the order of their files, their names end in rising times, and none is left out", () => {
    const files = readdirSync(join(import.meta.dirname, "migrations"))
      .filter((name) => /^[0-9]{4}-.*\.ts$/.test(name))
      .map((name) => Number(name.slice(0, 4)));
    const times = migrations.map((migration) => Number(/[0-9]{13}$/.exec(migration.name)?.[0]));
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(new Set(times).size).toBe(times.length);
    expect(times.map((time) => time - 1_700_000_000_000)).toEqual(files.sort((one, other) => one - other));
    for (const migration of migrations) expect(new migration().name).toBe(migration.name);
  });

  it("only go forward", async () => {
    for (const migration of migrations) await expect(new migration().down()).rejects.toThrow("only go forward");
  });
});
