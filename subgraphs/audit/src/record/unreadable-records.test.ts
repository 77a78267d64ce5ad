/** One bad row in the access log: the database refuses what does not say the same as its columns, and what it could not refuse hides nothing from the auditor, the security officer or an investigator. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, contextLifetimeMs, type Duty, dutyTable, type Principal, type Purpose, type RegionCode, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { openDatabase, type DataSource } from "@epigraph/datastore";
import { createTestDatabase, type TestDatabase } from "@epigraph/datastore/testing";
import { type AuditRecord, encodeRecord, openWriter } from "@epigraph/ledger";
import { buildSubgraph, type Service, startService } from "@epigraph/service";
import { audit } from "../index.js";

const key = randomBytes(32);
let database: TestDatabase;
let admin: DataSource;
let pool: DataSource;
let door: DataSource;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase();
  const subgraph = await buildSubgraph(audit);
  [admin, pool, door] = await Promise.all([openDatabase(database.adminUrl, { name: "test" }), openDatabase(database.urls.audit, { name: "test audit", entities: subgraph.entities }), openDatabase(database.urls.gateway, { name: "test gateway" })]);
  service = startService({ subgraph, database: pool, ledger: openWriter({ append: () => Promise.resolve() }, randomUUID), contextKey: key, pseudonymOf: (subject) => `s1.${subject}`, clock: Date.now, report: () => undefined });
});
beforeEach(async () => {
  await admin.query("truncate ledger.record, ledger.record_subject, permission.assignment");
});
afterAll(async () => {
  await pool?.destroy();
  await door?.destroy();
  await admin?.destroy();
  await database?.drop();
});

type Answer = { readonly data: unknown; readonly codes: readonly string[] };
async function ask(duty: Duty, purpose: Purpose, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const principal: Principal = { ...dutyTable[duty], account: "choi" as AccountId, duty, agency: "kdca" as AgencyId, jurisdictions: [] as RegionCode[], session: "s-choi" as SessionId, authenticatedBy: "otp" };
  const body = JSON.stringify({ query, variables });
  const issuedAt = Date.now();
  const context = { principal, purpose, audience: "audit", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(body), issuedAt, expiresAt: issuedAt + contextLifetimeMs } as const;
  const { data, errors = [] } = JSON.parse((await service.answer(body, signContext(context, key, database.claimsKey))).body) as { data: unknown; errors?: readonly { extensions: { code: string } }[] };
  return { data, codes: errors.map(({ extensions }) => extensions.code) };
}

const agent: AuditRecord["agent"] = { account: "kim", duty: "local-investigator", clearance: 4, agency: "gangnam", jurisdictions: ["1168000000"], session: "s", authenticatedBy: "otp", door: "clearance", address: "192.0.2.9" };
const refusals = [{ code: "TOKEN_EXPIRED", count: 3, first: Date.now() - 1_000, last: Date.now() }];
const sound = (change: Partial<AuditRecord> = {}): AuditRecord => ({ id: randomUUID(), recorded: Date.now(), service: "gateway", correlation: "c", agent, purpose: "investigation", operation: { name: "look", hash: sha256("") }, outcome: "refused", events: [], ...change });

/** As the sink does, but with whatever body; columns may be said otherwise. */
async function insert(record: AuditRecord, body: string, { columns = {}, login = door }: { readonly columns?: Readonly<Record<string, string>>; readonly login?: DataSource } = {}): Promise<string> {
  const { account, duty, agency } = record.agent;
  const told: Readonly<Record<string, string>> = { id: record.id, recorded: new Date(record.recorded).toISOString(), service: record.service, correlation: record.correlation, account, duty, agency, purpose: record.purpose, outcome: record.outcome, ...columns };
  const names = Object.keys(told);
  await login.query(`insert into ledger.record (writer, sequence, previous, body, ${names.join(", ")}) values (gen_random_uuid(), 7, '\\x00', $1, ${names.map((_, index) => `$${index + 2}`).join(", ")})`, [body, ...Object.values(told)]);
  return record.id;
}

/** A row of before the database refused such ones. */
async function insertUnchecked(record: AuditRecord, body: string, columns: Readonly<Record<string, string>> = {}): Promise<string> {
  const [constraint] = await admin.query<{ readonly text: string }[]>("select pg_get_constraintdef(oid) as text from pg_constraint where conname = 'body_agrees'");
  await admin.query("alter table ledger.record drop constraint body_agrees");
  try {
    return await insert(record, body, { columns, login: admin });
  } finally {
    await admin.query(`alter table ledger.record add constraint body_agrees ${String(constraint?.text)}`);
  }
}

const others = { id: randomUUID(), service: "cases", correlation: "other", account: "lee", duty: "approver", agency: "kdca", purpose: "authorisation", outcome: "answered" };

describe("the database refuses a record", () => {
  const accepted = (record: AuditRecord, body: string, columns?: Readonly<Record<string, string>>): Promise<string> => insert(record, body, columns ? { columns } : {});

  it("but not one that says what its columns say, whatever else it says", async () => {
    for (const change of [{}, { refusals }, { correlation: `" and \\ and ,"events":[ and 서울` }, { operation: { hash: "" } }, { agent: { ...agent, agency: `,"events":[` } }]) {
      const record = sound(change);
      await expect(accepted(record, encodeRecord(record))).resolves.toBe(record.id);
    }
  });

  it.each(["not json", "", "null", "{}", "[]", `"text"`, `{"version":1`])("whose body is %p", async (body) => {
    await expect(accepted(sound(), body)).rejects.toMatchObject({ code: expect.stringMatching(/^(22P02|23514)$/) });
  });

  it("whose body ends before its events", async () => {
    const record = sound();
    await expect(accepted(record, encodeRecord(record).split(`,"events":`)[0] ?? "")).rejects.toMatchObject({ code: "23514" });
  });

  it.each(["account", "duty", "agency", "purpose", "outcome", "correlation", "id"] as const)("whose body tells another %s than its column", async (column) => {
    const record = sound();
    await expect(accepted(record, encodeRecord(record), { [column]: others[column] })).rejects.toMatchObject({ code: "23514" });
  });

  it("whose body tells another service than its column", async () => {
    const record = sound({ service: "cases" });
    await expect(insert(record, encodeRecord(record), { columns: { service: "gateway" } })).rejects.toMatchObject({ code: "23514" });
  });

  it.each(["infinity", "-infinity", "20000-01-01 00:00+00"])("at a time that is no date: %s", async (recorded) => {
    const record = sound();
    await expect(accepted(record, encodeRecord(record), { recorded })).rejects.toMatchObject({ code: "23514" });
  });
});

/** Bodies that no writer makes; `late` ones are right up to their events, so that the database takes them. */
const bodies: readonly (readonly [fault: string, spoil: (record: AuditRecord, body: string) => string, late: boolean])[] = [
  ["no JSON", () => "not json", false],
  ["nothing", () => "", false],
  ["no object", () => "[]", false],
  ["another account's", (_, body) => body.replace(`"account":"kim"`, `"account":"lee"`), false],
  ["of a format to come", (_, body) => body.replace(`"version":1`, `"version":2`), true],
  ["torn off after its head", (_, body) => body.slice(0, body.indexOf(`"events":[`) + 10), true],
  ["with another account said once more at its end", (record, body) => `${body.slice(0, -1)},"agent":${JSON.stringify({ ...record.agent, account: "lee" })}}`, true],
  ["with events that are numbers", (_, body) => body.replace(`"events":[`, `"events":[1,`).replace(",]", "]"), true],
  ["with a count that is none", (record) => encodeRecord({ ...record, events: [{ coordinate: "Case.sex", outcome: "denied", ruleId: undefined, count: "many" as never, subjects: new Map() }] }), true],
  ["with more subjects than an answer can count", (record) => encodeRecord({ ...record, events: [{ coordinate: "Case.sex", outcome: "denied", ruleId: undefined, count: 1, subjects: new Map([["s1.a", 2 ** 40]]) }] }), true],
  ["with a clearance that is none", (record) => encodeRecord({ ...record, agent: { ...record.agent, clearance: "high" as never } }), true],
  ["without an operation", (record) => encodeRecord({ ...record, operation: {} as never }), true],
  ["with jurisdictions that are none", (record) => encodeRecord({ ...record, agent: { ...record.agent, jurisdictions: 7 as never } }), true],
  ["with refusals that are none", (record) => encodeRecord({ ...record, refusals: 7 as never }), true],
  ["with a refusal of no code", (record) => encodeRecord({ ...record, refusals: [{ count: 1, first: 1, last: 1 } as never] }), true],
];

const fields = "id writer sequence recorded service account duty agency purpose outcome clearance session door operationHash operationName refusalCodes refusalCount resolverEvents { edges { node { coordinate outcome count } } } dataSubjects { edges { node { dataSubject count } } } jurisdictions { code }";
type Shown = Readonly<Record<string, unknown>>;
const shown = async (): Promise<readonly Shown[]> => {
  const { data, codes } = await ask("auditor", "audit", `{ auditRecords { edges { node { ${fields} } } } }`);
  expect(codes).toEqual([]);
  return (data as { auditRecords: { edges: readonly { node: Shown }[] } }).auditRecords.edges.map(({ node }) => node);
};

describe("the auditor sees a record", () => {
  it.each(bodies)("that cannot be read, %s, as one: by its id, writer, number and time, beside those that can", async (_fault, spoil, late) => {
    const good = sound({ recorded: Date.now() - 1_000 });
    await insert(good, encodeRecord(good));
    const bad = sound();
    await (late ? insert : insertUnchecked)(bad, spoil(bad, encodeRecord(bad)));
    const nothing = { clearance: null, session: null, door: null, operationHash: null, operationName: null, refusalCodes: null, refusalCount: null, resolverEvents: null, dataSubjects: null, jurisdictions: null };
    const damaged = { id: bad.id, writer: expect.stringMatching(/^[0-9a-f-]{36}$/), sequence: "7", recorded: new Date(bad.recorded).toISOString(), service: "gateway", account: "kim", duty: "local-investigator", agency: "gangnam", purpose: "investigation", outcome: "unreadable", ...nothing };
    expect(await shown()).toEqual([damaged, expect.objectContaining({ id: good.id, outcome: "refused", clearance: 4, sequence: "7", jurisdictions: [{ code: "1168000000" }], resolverEvents: { edges: [] } })]);
    expect(await ask("auditor", "audit", `query ($id: ID!) { auditRecord(id: $id) { ${fields} } }`, { id: bad.id })).toEqual({ data: { auditRecord: damaged }, codes: [] });
  });

  it("that can be read, with everything that it says", async () => {
    const record = sound({ outcome: "partly-denied", refusals, events: [{ coordinate: "Case.sex", outcome: "denied", ruleId: "r", count: 2, subjects: new Map([["s1.a", 2]]) }] });
    await insert(record, encodeRecord(record));
    expect(await shown()).toEqual([
      expect.objectContaining({ outcome: "partly-denied", operationName: "look", refusalCodes: ["TOKEN_EXPIRED"], refusalCount: 3, resolverEvents: { edges: [{ node: { coordinate: "Case.sex", outcome: "denied", count: 2 } }] }, dataSubjects: { edges: [{ node: { dataSubject: "s1.a", count: 2 } }] } }),
    ]);
  });
});

describe("the security officer sees", () => {
  const alerts = async (): Promise<readonly Shown[]> => {
    const { data, codes } = await ask("security-officer", "security", "{ securityAlerts { edges { node { kind code account agency address count firstAt lastAt } } } }");
    expect(codes).toEqual([]);
    return (data as { securityAlerts: { edges: readonly { node: Shown }[] } }).securityAlerts.edges.map(({ node }) => node);
  };
  const turnedAway = { kind: "turned-away", code: "TOKEN_EXPIRED", account: "kim", address: "192.0.2.9", count: 3 };
  const withRefusals = (change: Record<string, unknown>): string => JSON.stringify([{ ...refusals[0], ...change }]);

  it.each([
    ["no JSON", () => "not json"],
    ["no object", () => "[]"],
    ["torn off", (body: string) => body.slice(0, -1)],
    ["refusals that are none", (body: string) => `${body.slice(0, -1)},"refusals":7}`],
    ["no refusal at all", (body: string) => `${body.slice(0, -1)},"refusals":[]}`],
    ["a character that the server cannot hold", (body: string) => `${body.slice(0, -1)},"refusals":[{"code":"\\u0000"}]}`],
    ...[{ count: "many" }, { count: 2 ** 40 }, { count: -3 }, { count: 0 }, { code: null }, { code: "" }, { first: 1e300 }, { last: 1e300 }, { first: "never" }, { first: null }, { last: 1 }, { first: -1 }, { last: 8e15 }].map(
      (change) => [`a refusal with ${JSON.stringify(change)}`, (body: string) => `${body.slice(0, -1)},"refusals":${withRefusals(change)}}`] as const,
    ),
    ["one good refusal and a bad one", (body: string) => `${body.slice(0, -1)},"refusals":${JSON.stringify([...refusals, { ...refusals[0], count: -3 }])}}`],
  ] as const)("that a record of the gateway's cannot be read, %s, beside what the others say", async (_fault, spoil) => {
    const good = sound({ refusals, recorded: Date.now() - 1_000 });
    await insert(good, encodeRecord(good));
    const bad = sound();
    await insertUnchecked(bad, spoil(encodeRecord(bad)));
    const found = await alerts();
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([expect.objectContaining(turnedAway), { kind: "unreadable-record", code: null, account: "kim", agency: "gangnam", address: null, count: 1, firstAt: expect.any(String), lastAt: expect.any(String) }]));
  });

  it("counts of many records, as far as an answer can count", async () => {
    for (const count of [2 ** 31 - 1, 2 ** 31 - 1]) {
      const record = sound({ refusals: [{ code: "TOKEN_EXPIRED", count, first: 1, last: 2 }] });
      await insert(record, encodeRecord(record));
    }
    expect(await alerts()).toEqual([expect.objectContaining({ count: 2 ** 31 - 1 })]);
  });
});

it("an investigator of the case is told of an access whose record cannot be read", async () => {
  const [caseId, bad] = [randomUUID(), sound({ service: "cases", outcome: "answered" })];
  await insertUnchecked(bad, "not json");
  await admin.query("insert into ledger.record_subject (subject, recorded, record_id) values ('s1.p', $1, $2)", [new Date(bad.recorded), bad.id]);
  await admin.query("insert into permission.assignment values ('choi', $1, '2020-01-01', null)", [caseId]);
  const query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Case { accesses { edges { node { agency duty purpose outcome } } } } } }";
  expect(await ask("national-investigator", "investigation", query, { r: [{ __typename: "Case", id: caseId, personKey: "p" }] })).toEqual({
    data: { _entities: [{ accesses: { edges: [{ node: { agency: "gangnam", duty: "local-investigator", purpose: "investigation", outcome: "answered" } }] } }] },
    codes: [],
  });
});
