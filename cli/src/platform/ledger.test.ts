/** A service under more changes at once than it has connections: all of them are answered, and all are on record. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Principal, type RequestContext, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { createTestDatabase, recordsOf, type TestDatabase } from "@epigraph/datastore/testing";
import { type Running, runSubgraph } from "./run.js";

/** The connections of a pool: see @epigraph/datastore. */
const poolSize = 10;
const contextKey = randomBytes(32);
const staff: Principal = { account: "staff" as AccountId, duty: "clinic-staff", clearance: 1, agency: "health-centre.1" as AgencyId, jurisdictions: [], session: "s" as SessionId, authenticatedBy: "otp", door: "agency" };

let database: TestDatabase;
let admin: DataSource;
let clinics: Running;
const clinicIds = Array.from({ length: 2 * poolSize }, () => randomUUID());
const reports: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  admin = await openDatabase(database.adminUrl, { name: "test", poolSize: 1 });
  for (const id of clinicIds) await admin.query("insert into clinics.clinic (id, name_ko, region_code, published, agency, source_system, source_record) values ($1, '강남', '1168000000', true, $2, 'test', $3)", [id, staff.agency, id]);
  const unused = (): never => {
    throw new RangeError("a subgraph asks for no token");
  };
  const configuration = { databases: () => database.urls.clinics, contextKeys: () => contextKey, claimsKey: () => database.claimsKey, subjectKey: () => randomBytes(32), keys: "none", tokens: unused, log: unused, introspection: false, clearanceMode: "narrow" } as const;
  clinics = await runSubgraph("clinics", configuration, { clock: Date.now, report: (line) => reports.push(line) });
});
afterAll(async () => {
  await clinics?.close();
  await admin?.destroy();
  await database?.drop();
});

async function ask(query: string, correlation: string): Promise<{ readonly status: number; readonly answer: unknown }> {
  const body = JSON.stringify({ query });
  const issuedAt = Date.now();
  const context: RequestContext = { principal: staff, purpose: "clinic-operation", audience: "clinics", correlation: correlation as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs };
  const { status, body: text } = await clinics.service.answer(body, signContext(context, contextKey, database.claimsKey));
  return { status, answer: JSON.parse(text) as unknown };
}

it("two changes and a read for each connection of the service, all at once", async () => {
  const changes = clinicIds.map((id) => ask(`mutation { reportCrowding(clinic: "${id}", crowding: "high") { crowding } }`, `change-${id}`));
  const reads = clinicIds.slice(0, poolSize).map((id) => ask(`{ clinic(id: "${id}") { id } }`, `read-${id}`));
  const answers = await Promise.all([...changes, ...reads]);

  expect(answers).toEqual([
    ...clinicIds.map(() => ({ status: 200, answer: { data: { reportCrowding: { crowding: "high" } } } })),
    ...clinicIds.slice(0, poolSize).map((id) => ({ status: 200, answer: { data: { clinic: { id } } } })),
  ]);
  expect(reports).toEqual([]);
  expect(await admin.query("select crowding, count(*)::int as count from clinics.clinic group by crowding")).toEqual([{ crowding: "high", count: clinicIds.length }]);
  const recorded = await recordsOf(database.adminUrl);
  expect(recorded.map(({ correlation, outcome }) => `${outcome} ${correlation}`).toSorted()).toEqual([...clinicIds.map((id) => `answered change-${id}`), ...clinicIds.slice(0, poolSize).map((id) => `answered read-${id}`)].toSorted());
});
