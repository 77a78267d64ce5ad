/** Records that cannot be believed: shown as what they are, beside those that can, and nobody is framed by them. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AuditRecord, encodeRecord, leafHash } from "@epigraph/ledger";
import { auditor, event, investigator, officer, openDesk, recordOf, type TestDesk } from "../testing.js";

let desk: TestDesk;
beforeAll(async () => void (desk = await openDesk()), 60_000);
beforeEach(async () => await desk.empty());
afterAll(async () => await desk?.close());

const fields = "index id standing type login writer sequence service correlation account duty agency purpose outcome clearance session door address operationHash refusalCodes refusalCount leafHash resolverEvents { edges { node { coordinate outcome count } } } dataSubjects { edges { node { dataSubject count } } } jurisdictions { code } references { kind } variables { name } calls { service } grants legalBases checkpointSize";
const shown = async (filter: Readonly<Record<string, unknown>> = {}): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const records = await desk.all(auditor, "auditRecords", `query ($filter: AuditRecordFilterInput, $first: Int, $after: String) { auditRecords(filter: $filter, first: $first, after: $after) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`, { filter });
  return records.filter(({ account }) => account !== "choi");
};
const sealed = (record: AuditRecord): string => encodeRecord(record, { writer: randomUUID(), sequence: 0, previous: Buffer.alloc(32).toString("base64"), nonce: randomBytes(16).toString("base64url") });

/** What is told of a record of which nothing is believed. */
const unbelieved = (body: string, told: Readonly<Record<string, unknown>>): unknown => ({
  ...Object.fromEntries(["type", "correlation", "account", "duty", "agency", "purpose", "outcome"].map((name) => [name, "unknown"])),
  ...Object.fromEntries(["id", "writer", "sequence", "clearance", "session", "door", "address", "operationHash", "refusalCodes", "refusalCount", "resolverEvents", "dataSubjects", "jurisdictions", "references", "variables", "calls", "grants", "legalBases"].map((name) => [name, null])),
  leafHash: leafHash(body).toString("base64"),
  ...told,
});

describe("the auditor sees", () => {
  it.each([
    ["what is no JSON", () => "not json"],
    ["nothing at all", () => ""],
    ["a record with a member more", (body: string) => body.replace(/}$/, `,"more":1}`)],
    ["a record torn off", (body: string) => body.slice(0, -20)],
    ["a record of a version to come", (body: string) => body.replace(`"version":2`, `"version":3`)],
    ["a record with a space too many", (body: string) => body.replace(",", ", ")],
  ])("%s as unreadable, by whose login it was written, beside the others", async (_what, spoil) => {
    const good = recordOf({ service: "cases" });
    const bad = spoil(sealed(recordOf({ service: "cases", agent: { who: "lee" } })));
    await desk.put(good);
    await desk.putText("cases", bad);
    const records = await shown();
    expect(records).toHaveLength(2);
    expect(records).toEqual(expect.arrayContaining([expect.objectContaining({ index: "0", id: good.id, standing: "sound", account: "kim" }), unbelieved(bad, { index: "1", standing: "unreadable", service: "cases", login: "epigraph_cases_test", checkpointSize: "2" })]));
    expect((await shown({ standing: "unreadable" })).map(({ index }) => index)).toEqual(["1"]);
    expect(await shown({ account: "lee" })).toEqual([]);
  });

  it("a record that another service's login wrote as foreign: nobody is framed by it", async () => {
    const forged = sealed(recordOf({ service: "cases", agent: { who: "lee" }, events: [event("Case.sex", "allowed", desk.names.of("p", Date.now()))] }));
    await desk.putText("clinics", forged);
    expect(await shown()).toEqual([unbelieved(forged, { index: "0", standing: "foreign", service: "clinics", login: "epigraph_clinics_test", checkpointSize: "1" })]);
    expect(await shown({ dataSubject: desk.names.of("p", Date.now()) })).toEqual([]);
    expect((await shown({ standing: "foreign" })).map(({ index }) => index)).toEqual(["0"]);
    expect(await desk.all(auditor, "findings", "query ($first: Int, $after: String) { findings(first: $first, after: $after) { edges { node { kind account } } pageInfo { hasNextPage endCursor } } }")).toEqual([{ kind: "foreign-record", account: null }]);
  });

  it("a record that was changed in the database afterwards as altered", async () => {
    const [one, other] = [recordOf(), recordOf()];
    await desk.put(one, other);
    const elsewhere = sealed(recordOf({ agent: { who: "lee" } }));
    await desk.admin.query("update ledger.record set body = $1 where index = 0", [elsewhere]);
    await desk.admin.query("update ledger.record set account = 'lee' where index = 1");
    expect((await shown()).map(({ index, standing, account, leafHash: hash }) => [index, standing, account, hash === leafHash(elsewhere).toString("base64")])).toEqual(expect.arrayContaining([["0", "altered", "unknown", true], ["1", "altered", "unknown", false]]));
  });
});

it("a record of the gateway's that was changed so that it says nothing silences no alert", async () => {
  const refusal = recordOf({ type: "refusal", service: "gateway", outcome: "refused", agent: { who: "unknown", agency: "unknown", network: "192.0.2.9" }, refusals: [{ code: "TOKEN_EXPIRED", count: 3, first: Date.now() - 1_000, last: Date.now() - 500 }] });
  const spoilt = recordOf({ type: "refusal", service: "gateway", outcome: "refused", agent: { network: "192.0.2.8" } });
  await desk.put(refusal, spoilt);
  await desk.admin.query("update ledger.record set body = 'not json' where id = $1", [spoilt.id]);
  const { data, codes } = await desk.ask(officer, "{ securityAlerts { edges { node { kind code account address count } } } }");
  expect(codes).toEqual([]);
  expect((data?.["securityAlerts"] as { edges: { node: unknown }[] }).edges.map(({ node }) => node)).toEqual(
    expect.arrayContaining([
      { kind: "turned-away", code: "TOKEN_EXPIRED", account: null, address: "192.0.2.9", count: 3 },
      { kind: "unreadable-record", code: null, account: "kim", address: "192.0.2.8", count: 1 },
    ]),
  );
});

it("an investigator of the case is not told of an access that nobody can believe", async () => {
  const [caseId, person] = [randomUUID(), randomUUID()];
  const subject = desk.names.of(person, Date.now());
  await desk.admin.query("insert into permission.assignment values ('kim', $1, '2020-01-01', null)", [caseId]);
  await desk.putText("clinics", sealed(recordOf({ service: "cases", events: [event("Case.sex", "allowed", subject)] })));
  await desk.put(recordOf({ events: [event("Case.sex", "allowed", subject)], agent: { agency: "kdca" } }));
  const { data, codes } = await desk.ask(investigator, "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Case { accesses { edges { node { agency } } } } } }", { r: [{ __typename: "Case", id: caseId, personKey: person }] });
  expect([codes, data]).toEqual([[], { _entities: [{ accesses: { edges: [{ node: { agency: "kdca" } }] } }] }]);
});
