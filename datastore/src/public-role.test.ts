/** The public door's login on a real server: what is published, and nothing else, whatever it asks. Literal lists: a new right is a changed line here. */
import type { DataSource } from "typeorm";

import { openDatabase } from "./connection.js";
import { recordOf, subject, testChain } from "./log/testing.js";
import { createTestDatabase, sequenceAll, type TestDatabase } from "./testing.js";

let database: TestDatabase;
let admin: DataSource;
let visitor: DataSource;
const connections: DataSource[] = [];
const connect = async (url: string): Promise<DataSource> => {
  const opened = await openDatabase(url, { name: "public role", poolSize: 1 });
  connections.push(opened);
  return opened;
};

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await connect(database.adminUrl);
  visitor = await connect(database.urls.public);
  for (const published of [true, false]) {
    const record = published ? "shown" : "draft";
    await admin.query("insert into clinics.clinic (id, name_ko, region_code, published, source_system, source_record) values (gen_random_uuid(), $1, '1168000000', $2, 'test', $1)", [record, published]);
    await admin.query(
      "insert into programs.support_program (id, title_ko, summary_ko, agency_ko, region_code, published, source_system, source_record) values (gen_random_uuid(), $1, '-', '-', '1168000000', $2, 'test', $1)",
      [record, published],
    );
  }
});
afterAll(async () => {
  for (const connection of connections) await connection.destroy();
  await database.drop();
});

const names = async (source: DataSource, sql: string): Promise<string[]> => (await source.query<{ readonly name: string }[]>(sql)).map(({ name }) => name);

it("sees what is published: a draft is not there, also when it is counted or asked for by name", async () => {
  expect(await names(visitor, "select name_ko as name from clinics.clinic")).toEqual(["shown"]);
  expect(await names(visitor, "select title_ko as name from programs.support_program")).toEqual(["shown"]);
  expect(await names(visitor, "select count(*)::text as name from clinics.clinic where name_ko = 'draft'")).toEqual(["0"]);
});

it("hides drafts from the services that keep them too, until a context says who asks", async () => {
  const [clinics, programs] = [await connect(database.urls.clinics), await connect(database.urls.programs)];
  expect(await names(clinics, "select name_ko as name from clinics.clinic order by 1")).toEqual(["shown"]);
  expect(await names(programs, "select title_ko as name from programs.support_program order by 1")).toEqual(["shown"]);
});

it("may read these columns, append to the access log, and do nothing else", async () => {
  const rights = await names(
    admin,
    `select c.oid::regclass || ': ' || case when has_table_privilege('epigraph_public_test', c.oid, p) then p else lower(p) || ' (' ||
       (select string_agg(a.attname, ' ' order by a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and has_column_privilege('epigraph_public_test', c.oid, a.attnum, p)) || ')' end as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest(array['SELECT', 'INSERT', 'UPDATE']) p
     where n.nspname !~ '^(pg_|information_schema)' and c.relkind in ('r', 'p', 'v', 'm', 'f') and has_any_column_privilege('epigraph_public_test', c.oid, p)`,
  );
  expect(rights.toSorted()).toEqual([
    "cases.notice_statistic: select (counted_at data_class kind made sent year)",
    "cases.region: select (code level name_en name_ko parent_code)",
    "cases.region_statistics: select (confirmed day deceased region_code released source_system)",
    "clinics.clinic: select (address_en address_ko agency crowding crowding_reported_at id latitude longitude name_en name_ko opening_hours phone published region_code)",
    "ledger.pending: insert (body)",
    "programs.support_program: select (agency agency_en agency_ko available_from available_to eligibility_en eligibility_ko id phone published region_code summary_en summary_ko title_en title_ko)",
    "schema_migration: SELECT",
  ]);
});

const closed = [
  "cases.case_record",
  "cases.person",
  "cases.contact",
  "cases.cluster",
  "movements.stay",
  "movements.place",
  "movements.information_request",
  "permission.assignment",
  "permission.access_grant",
  "permission.agency",
  "permission.referral",
  "identity.account",
  "identity.session",
  "identity.revocation",
  "ledger.record",
  "ledger.record_subject",
];

it.each(closed)("cannot read %s", async (table) => {
  await expect(visitor.query(`select count(*) from ${table}`)).rejects.toMatchObject({ code: "42501" });
});

it("cannot read any table of the database but its five, and this list is complete", async () => {
  const tables = await names(admin, "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^(pg_|information_schema)' and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1");
  const readable: string[] = [];
  for (const table of tables) await visitor.query(`select from ${table} limit 1`).then(() => readable.push(table), () => undefined);
  expect(tables).toEqual(expect.arrayContaining(closed));
  expect(readable).toEqual(["cases.notice_statistic", "cases.region", "cases.region_statistics", "clinics.clinic", "programs.support_program", "schema_migration"]);
});

it.each([
  "update clinics.clinic set crowding = 'low'",
  "delete from ledger.record",
  "insert into cases.region (code, level, name_ko, name_en) values ('9999999999', 'province', 'x', 'x')",
  "create table public.mine (id int)",
  "set role epigraph_cases",
  "alter table clinics.clinic disable row level security",
])("cannot: %s", async (statement) => {
  await expect(visitor.query(statement)).rejects.toThrow(/permission denied|must be owner/);
});

describe("the access log", () => {
  const publicly = { ...recordOf().agent, who: "public", role: "public-visitor" };
  const standing = async (record: ReturnType<typeof recordOf>): Promise<unknown> => {
    await visitor.query("insert into ledger.pending (body) values ($1)", [testChain().next(record)]);
    await sequenceAll(database.adminUrl);
    return (await admin.query<{ standing: string }[]>("select standing from ledger.record order by index desc limit 1"))[0]?.standing;
  };

  it.each(["gateway", "cases", "clinics", "programs"])("believes it as %s, which stands behind its door, of nobody in particular", async (observer) => {
    expect(await standing(recordOf({ source: { observer }, agent: publicly }))).toBe("sound");
  });

  it.each([["cases", "investigator.one"], ["movements", "public"], ["audit", "public"], ["identity", "unknown"]])("does not believe it as %s about %s", async (observer, who) => {
    expect(await standing(recordOf({ source: { observer }, agent: { ...publicly, who } }))).toBe("foreign");
  });

  it("believes it no data subject", async () => {
    expect(await standing(recordOf({ agent: publicly, subjectEpoch: "2026-11", events: [{ coordinate: "Case.id", outcome: "allowed", ruleId: undefined, count: 1, subjects: new Map([[subject(), 1]]) }] }))).toBe("foreign");
  });

  it("takes from it bodies and nothing else", async () => {
    for (const statement of ["insert into ledger.pending (body, login) values ('', 'epigraph_cases_test')", "insert into ledger.record_subject (subject) values ('s')", "insert into ledger.change (record) values (gen_random_uuid())"]) await expect(visitor.query(statement)).rejects.toMatchObject({ code: "42501" });
  });
});
