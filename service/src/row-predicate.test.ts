/** The decision over a row and the WHERE clause over its table agree, on a real database: same rows, same principals, same grants, NULLs included. */
import { randomUUID } from "node:crypto";
import {
  abilityFor,
  type AccountId,
  type AgencyId,
  type CaseId,
  claimsOf,
  type Columns,
  contextLifetimeMs,
  type Coordinate,
  type DataClass,
  dataClasses,
  decider,
  type Duty,
  dutyTable,
  type Principal,
  type Purpose,
  type RegionCode,
  type Resource,
  rowOf,
  rowPredicate,
  type SessionId,
  sha256,
  signContext,
  type TraceId,
} from "@epigraph/authz";
import { beginRequest, openDatabase, transaction, type DataSource } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import fc from "fast-check";
import { parameters } from "./parameters.js";
import { permissionsOf } from "./permission-store.js";

/** Each round anew: the database believes a context for half a minute only. */
let now = Date.now();
const instant = (offset: number): Date => new Date(now + offset);
const windowStart = Date.UTC(2020, 4, 1);
const windowAt = (hour: number): Date => new Date(windowStart + hour * 3_600_000);
const cases = Array.from({ length: 4 }, () => randomUUID() as CaseId);
const accounts = ["kim", "lee"] as AccountId[];
const regions = ["1168000000", "1165000000", "1100000000", "2671000000"] as RegionCode[];

type Row = { readonly case: CaseId | null; readonly region: RegionCode | null; readonly sealed: boolean | null; readonly published: boolean | null; readonly dataClass: DataClass | null; readonly earliest: Date | null; readonly latest: Date | null };
type Assignment = { readonly account: AccountId; readonly case: CaseId; readonly from: number; readonly to: number | null };
type Grant = { readonly account: AccountId; readonly cases: readonly CaseId[]; readonly dataClass: DataClass; readonly window: readonly [number, number]; readonly purpose: Purpose; readonly from: number; readonly to: number; readonly reads: number | null };

const nullable = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 7 });
/** Around the edges, where an off-by-one would show. */
const begins = fc.constantFrom(-86_400_000, -1, 0, 1);
const ends = fc.constantFrom(-1, 0, 1, 86_400_000);
const anyRow: fc.Arbitrary<Row> = fc
  .record({ case: nullable(fc.constantFrom(...cases)), region: nullable(fc.constantFrom(...regions)), sealed: nullable(fc.constantFrom(false, false, true)), published: nullable(fc.boolean()), dataClass: nullable(fc.constantFrom(...dataClasses.slice(0, 2))), earliest: nullable(fc.nat(3)), length: nullable(fc.nat(2)) })
  .map(({ earliest, length, ...rest }) => ({ ...rest, earliest: earliest === null ? null : windowAt(earliest), latest: length === null ? null : windowAt((earliest ?? 0) + length) }));
const assignmentOf: fc.Arbitrary<Assignment> = fc.record({ account: fc.constantFrom(...accounts), case: fc.constantFrom(...cases), from: begins, to: fc.option(ends) });
const grantOf: fc.Arbitrary<Grant> = fc
  .record({
    account: fc.constantFrom(...accounts),
    cases: fc.subarray(cases, { minLength: 1 }),
    dataClass: fc.constantFrom(...dataClasses.slice(0, 2)),
    start: fc.nat(1),
    length: fc.integer({ min: 1, max: 6 }),
    purpose: fc.constantFrom<Purpose[]>("investigation", "investigation", "investigation", "audit"),
    from: begins,
    life: fc.constantFrom(1, 86_400_000, 172_800_000),
    reads: fc.option(fc.constantFrom(0, 1)),
  })
  .map(({ start, length, life, ...rest }) => ({ ...rest, window: [start, start + length] as const, to: rest.from + life }));
const principalOf: fc.Arbitrary<Principal> = fc.record({ account: fc.constantFrom(...accounts), duty: fc.constantFrom<Duty[]>("local-investigator", "local-investigator", "national-investigator", "national-investigator", "approver", "auditor", "public-visitor"), jurisdictions: fc.subarray(regions, { minLength: 1 }) }).map(({ duty, ...rest }) => ({
  ...rest,
  duty,
  clearance: dutyTable[duty].clearance,
  agency: "a" as AgencyId,
  session: "s" as SessionId,
  authenticatedBy: "otp",
  door: dutyTable[duty].door,
}));
const purposeOf = (duty: Duty): fc.Arbitrary<Purpose> => fc.oneof({ weight: 5, arbitrary: fc.constant<Purpose>(duty === "approver" ? "authorisation" : "investigation") }, { weight: 1, arbitrary: fc.constant<Purpose>("audit") });

/** What a subgraph says of its rows, both ways. */
const describedByCase = { columns: { caseId: "r.case_id", regionCode: "r.region", sealed: "r.sealed" }, resource: (row: Row): Resource => ({ ...caseIds(row), ...region(row), ...(row.sealed === null ? {} : { sealed: row.sealed }) }) };
const tables: readonly { readonly coordinate: Coordinate; readonly columns: Columns; readonly resource: (row: Row) => Resource }[] = [
  { coordinate: "Case.id", ...describedByCase },
  { coordinate: "Person.fullName", ...describedByCase },
  { coordinate: "Case.stays", ...describedByCase },
  { coordinate: "Case.accesses", ...describedByCase },
  { coordinate: "Contact.id", columns: { caseId: "r.case_id", regionCode: "r.region", sealed: "false" }, resource: (row) => ({ ...caseIds(row), ...region(row), sealed: false }) },
  { coordinate: "Clinic.id", columns: { published: "r.published", agency: "null::text" }, resource: (row) => (row.published === null ? {} : { published: row.published }) },
  {
    coordinate: "Stay.id",
    columns: { caseId: "r.case_id", sealed: "r.sealed", dataClass: "r.data_class", earliest: "r.earliest", latest: "r.latest" },
    resource: ({ case: caseId, sealed, dataClass, earliest, latest }) => ({
      ...(sealed === null ? {} : { sealed }),
      ...(caseId === null || dataClass === null || earliest === null || latest === null ? {} : { inputs: [{ caseId, dataClass, interval: { from: earliest.getTime(), to: latest.getTime() } }] }),
    }),
  },
];
const caseIds = (row: Row): Resource => (row.case === null ? {} : { caseIds: [row.case] });
const region = (row: Row): Resource => (row.region === null ? {} : { regionCode: row.region });

let database: TestDatabase;
let admin: DataSource;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = await openDatabase(database.adminUrl, { name: "test" });
  await admin.query("create table public.r (n integer, case_id uuid, region text, sealed boolean, published boolean, data_class text, earliest timestamptz, latest timestamptz)");
});
afterAll(async () => {
  await admin?.destroy();
  await database?.drop();
});

it("CASL and SQL allow the same rows", async () => {
  const tally = new Map<Coordinate, { allowed: number; refused: number }>(tables.map(({ coordinate }) => [coordinate, { allowed: 0, refused: 0 }]));
  const world = fc.record({ rows: fc.array(anyRow, { minLength: 12, maxLength: 12 }), assignments: fc.uniqueArray(assignmentOf, { minLength: 3, maxLength: 8, selector: (one) => one.account + one.case }), grants: fc.array(grantOf, { minLength: 3, maxLength: 10 }) });
  const asker = principalOf.chain((principal) => fc.record({ principal: fc.constant(principal), purpose: purposeOf(principal.duty) }));
  await fc.assert(
    fc.asyncProperty(world, fc.array(asker, { minLength: 3, maxLength: 3 }), async ({ rows, assignments, grants }, askers) => {
      now = Date.now();
      await fill(rows, assignments, grants);
      for (const { principal, purpose } of askers) {
        const db = transaction(admin, { access: "read-write", prepare: beginRequest(claimsOf(contextOf(principal, purpose))) });
        const permissions = permissionsOf({ principal, purpose, now, grants: "needed", operation: "query" }, db);
        await permissions.load(cases);
        await db.rollback();
        const decide = decider(abilityFor(principal, purpose), permissions);
        for (const { coordinate, columns, resource } of tables) {
          const decided = rows.flatMap((row, n) => (decide(coordinate)(rowOf(resource(row))).outcome === "allowed" ? [n] : []));
          expect({ coordinate, principal, purpose, rows: await selected(principal, purpose, coordinate, columns) }).toEqual({ coordinate, principal, purpose, rows: decided });
          const counts = tally.get(coordinate) ?? { allowed: 0, refused: 0 };
          counts.allowed += decided.length;
          counts.refused += rows.length - decided.length;
        }
      }
    }),
    { numRuns: 80, seed: 20200510 },
  );
  for (const [coordinate, { allowed, refused }] of tally) expect({ coordinate, both: allowed > 80 && refused > 80 }).toEqual({ coordinate, both: true });
}, 180_000);

const correlation = "trace-1" as TraceId;
const contextOf = (principal: Principal, purpose: Purpose): string =>
  signContext({ principal, purpose, audience: "cases", correlation, operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt: now, expiresAt: now + contextLifetimeMs }, database.claimsKey, database.claimsKey);

async function selected(principal: Principal, purpose: Purpose, coordinate: Coordinate, columns: Columns): Promise<number[]> {
  const { bind, values } = parameters();
  const where = rowPredicate({ principal, purpose, now, correlation }, coordinate, columns, bind);
  // two-valued: a NULL would be lost in `where`, and open rows under a `not`
  const found: { n: number; open: boolean | null }[] = await admin.query(`select r.n, (${where}) as open from public.r order by r.n`, values);
  expect(found.filter(({ open }) => open === null)).toEqual([]);
  return found.flatMap(({ n, open }) => (open === true ? [n] : []));
}

async function fill(rows: readonly Row[], assignments: readonly Assignment[], grants: readonly Grant[]): Promise<void> {
  await admin.query("truncate public.r, permission.assignment, permission.grant_case, permission.grant_holder, permission.access_grant cascade");
  for (const [n, row] of rows.entries()) await admin.query("insert into public.r values ($1, $2, $3, $4, $5, $6, $7, $8)", [n, row.case, row.region, row.sealed, row.published, row.dataClass, row.earliest, row.latest]);
  for (const one of assignments) await admin.query("insert into permission.assignment values ($1, $2, $3, $4)", [one.account, one.case, instant(one.from), one.to === null ? null : instant(one.to)]);
  for (const one of grants) {
    const id = randomUUID();
    await admin.query("insert into permission.access_grant values ($1, $2, $3, $4, $5, $6, $7, $8, $9)", [id, randomUUID(), one.dataClass, windowAt(one.window[0]), windowAt(one.window[1]), one.purpose, instant(one.from), instant(one.to), one.reads]);
    await admin.query("insert into permission.grant_holder values ($1, $2)", [id, one.account]);
    await admin.query("insert into permission.grant_case select $1, unnest($2::uuid[])", [id, one.cases]);
  }
}
