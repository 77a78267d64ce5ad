/** What an auditor can ask the access log, on a real log: each question finds its records and no others, alone and with others, newest first, page after page. */
import { claimsOf, sha256 } from "@epigraph/authz";
import { beginRequest, transaction } from "@epigraph/datastore";
import type { Page, Scope } from "@epigraph/service";
import type { AuditRecord } from "@epigraph/ledger";
import { recordsOf } from "@epigraph/datastore/testing";
import { auditor, event, investigator, officer, openDesk, recordOf, type TestDesk, type Told } from "../testing.js";
import { type RecordFilter, type SearchCaps, storedRecords } from "./store.js";

let desk: TestDesk;
const minutes = 60_000;
const start = Date.now() - 60 * minutes;
/** Pseudonyms of three persons. */
let ann: string;
let bob: string;
let cat: string;
const log = new Map<string, AuditRecord>();

beforeAll(async () => {
  desk = await openDesk();
  [ann = "", bob = "", cat = ""] = ["a", "b", "c"].map((person) => desk.names.of(person, start));
  const told: readonly (Told & { readonly as: string })[] = [
    { as: "own case", events: [event("Case.sex", "allowed", ann), event("Query.case", "allowed")], assigned: [ann], agent: { policy: { grants: [], bases: ["IDCPA 18"] } }, entity: { name: "CasePage", query: sha256("a") } },
    { as: "list", events: [event("Case.sex", "allowed", ann, bob, cat), event("Query.cases", "allowed")], assigned: [ann], entity: { name: "CaseList", query: sha256("b"), detail: { "Query.cases(first:)": 20 } } },
    { as: "denied", outcome: "partly-denied", events: [event("Person.fullName", "approval-required", bob), event("Case.sex", "denied", cat)], entity: { name: "CasePage", query: sha256("a") } },
    { as: "lee", agent: { who: "lee", role: "national-investigator", agency: "kdca", session: "s-lee" }, service: "movements", events: [event("Case.stays", "allowed", bob)], assigned: [bob] },
    { as: "gateway", service: "gateway", correlation: "one-operation", agent: { network: "192.0.2.9" }, calls: { cases: 2, movements: 1 } },
    { as: "cases 1", correlation: "one-operation" },
    { as: "cases 2", correlation: "one-operation", outcome: "error" },
    { as: "refused", type: "refusal", outcome: "refused", service: "gateway", agent: { who: "unknown", role: "unknown", agency: "unknown", session: "unknown", network: "192.0.2.66" }, purposeOfEvent: "unknown", refusals: [{ code: "TOKEN_EXPIRED", count: 40, first: start, last: start + 10 }, { code: "SESSION_REVOKED", count: 2, first: start, last: start }] },
    { as: "log-in", type: "log-in", service: "identity", purposeOfEvent: "authentication", agent: { network: "192.0.2.9" } },
    { as: "cached", type: "cached", service: "gateway", purposeOfEvent: "public-information", agent: { who: "public", role: "public-visitor", agency: "public", session: "public" }, hits: [{ query: sha256("p"), count: 3_000_000_000, first: start, last: start + 10 }] },
    { as: "download", type: "change", service: "audit", purposeOfEvent: "audit", agent: { who: "choi", role: "auditor", agency: "kdca", session: "s-choi" }, events: [event("Mutation.downloadReviewSheet", "allowed")], entity: { references: [{ kind: "reason", id: "n1" }] } },
  ];
  for (const [at, { as, ...rest }] of told.entries()) log.set(as, recordOf({ recorded: start + at * minutes, ...rest }));
  await desk.put(...log.values());
}, 60_000);
afterAll(async () => await desk?.close());

const query = `query ($filter: AuditRecordFilterInput, $first: Int, $after: String) { auditRecords(filter: $filter, first: $first, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
const nameOf = (id: unknown): string => [...log].find(([, record]) => record.id === id)?.[0] ?? "";
/** In the words above, newest first; what this test itself asked is left out. */
const found = async (filter: Readonly<Record<string, unknown>>, first?: number): Promise<string[]> => (await desk.all(auditor, "auditRecords", query, { filter: { to: new Date(start + 50 * minutes), ...filter } }, first)).map(({ id }) => nameOf(id));
const everything = ["download", "cached", "log-in", "refused", "cases 2", "cases 1", "gateway", "lee", "denied", "list", "own case"];
const at = (minute: number): Date => new Date(start + minute * minutes);

it("all of them, newest first", async () => expect(await found({})).toEqual(everything));

it.each([1, 2, 3, 10, 11, 100])("in pages of %i, none twice and none left out", async (first) => {
  expect(await found({}, first)).toEqual(everything);
  expect(await found({ coordinate: "Case.sex" }, first)).toEqual(["denied", "list", "own case"]);
  expect(await found({ dataSubject: cat }, first)).toEqual(["denied", "list"]);
});

describe("the auditor asks for records", () => {
  it.each([
    ["of an account", { account: "lee" }, ["lee"]],
    ["of an agency", { agency: "kdca" }, ["download", "lee"]],
    ["of a session", { session: "s-lee" }, ["lee"]],
    ["from an address", { address: "192.0.2.9" }, ["log-in", "gateway"]],
    ["for a purpose", { purpose: "audit" }, ["download"]],
    ["of a field, however it was decided", { coordinate: "Case.sex" }, ["denied", "list", "own case"]],
    ["of a field that was shown", { coordinate: "Case.sex", decision: "allowed" }, ["list", "own case"]],
    ["of a field that was denied", { coordinate: "Case.sex", decision: "denied" }, ["denied"]],
    ["of whatever was denied", { decision: "denied" }, ["denied"]],
    ["of whatever needed an approval", { decision: "approval-required" }, ["denied"]],
    ["of a field that nobody asked for", { coordinate: "Case.se" }, []],
    ["of an operation's name", { operationName: "CasePage" }, ["denied", "own case"]],
    ["of a document", { operationHash: sha256("b") }, ["list"]],
    ["of one operation", { correlation: "one-operation" }, ["cases 2", "cases 1", "gateway"]],
    ["of a service", { service: "movements" }, ["lee"]],
    ["of log-ins", { type: "log-in" }, ["log-in"]],
    ["of those turned away", { type: "refusal" }, ["refused"]],
    ["that ended badly", { outcome: "error" }, ["cases 2"]],
    ["in which persons were shown without an assigned case", { withoutAssignment: true }, ["list"]],
    ["that cannot be believed: none", { standing: "foreign" }, []],
    ["from a moment on", { from: at(8) }, ["download", "cached", "log-in"]],
    ["before a moment", { to: at(2) }, ["list", "own case"]],
  ])("%s", async (_what, filter, expected) => expect(await found(filter)).toEqual(expected));

  it("about a data subject, and whom it was shown to without an assigned case", async () => {
    expect(await found({ dataSubject: ann })).toEqual(["list", "own case"]);
    expect(await found({ dataSubject: bob })).toEqual(["lee", "denied", "list"]);
    expect(await found({ dataSubject: bob, withoutAssignment: true })).toEqual(["list"]);
    expect(await found({ dataSubject: ann, withoutAssignment: true })).toEqual([]);
    expect(await found({ dataSubject: desk.names.of("nobody", start) })).toEqual([]);
  });

  it("with several conditions, which must all hold", async () => {
    expect(await found({ dataSubject: bob, account: "kim", coordinate: "Person.fullName", decision: "approval-required" })).toEqual(["denied"]);
    expect(await found({ dataSubject: bob, account: "lee", coordinate: "Person.fullName" })).toEqual([]);
    expect(await found({ dataSubject: bob, from: at(1), to: at(3) })).toEqual(["denied", "list"]);
    expect(await found({ account: "kim", coordinate: "Case.sex", from: at(1) })).toEqual(["denied", "list"]);
    expect(await found({ agency: "gangnam", coordinate: "Case.sex", decision: "allowed", to: at(1) })).toEqual(["own case"]);
    expect(await found({ service: "cases", outcome: "answered", withoutAssignment: true, operationName: "CaseList" })).toEqual(["list"]);
  });

  it.each([
    ["a decision that there is not", { decision: "allow" }],
    ["a type that there is not", { type: "login" }],
    ["an outcome that there is not", { outcome: "ok" }],
    ["what is no field", { coordinate: "Case.sex denied" }],
    ["what is no hash", { operationHash: "abc" }],
    ["a resolution that is no id", { resolution: "x" }],
    ["a data subject and a resolution at once", { dataSubject: "x", resolution: "00000000-0000-4000-8000-000000000000" }],
  ])("but is told when it is %s", async (_what, filter) => expect((await desk.ask(auditor, query, { filter })).codes).toEqual(["BAD_USER_INPUT"]));

  it.each(["%", "'; drop table ledger.record; --", "kim' or 'a' = 'a"])("with %p as with any other text", async (account) => {
    expect(await found({ account })).toEqual([]);
    expect(await found({ operationName: account, coordinate: "Case.sex", dataSubject: account })).toEqual([]);
  });

  it.each([[["x", "1"]], [["2026-01-01T00:00:00.000Z", "-"]], [["2026-01-01T00:00:00.000Z"]]])("and a forged cursor %j is no cursor", async (keys) => {
    expect((await desk.ask(auditor, query, { after: Buffer.from(JSON.stringify(keys)).toString("base64url") })).codes).toEqual(["BAD_USER_INPUT"]);
  });
});

describe("records of a field in a log of any size", () => {
  const within = async (filter: RecordFilter, page: Page, caps: SearchCaps): Promise<string[]> => {
    const db = transaction(desk.pool, { prepare: beginRequest(claimsOf(desk.contextOf("", auditor))) });
    try {
      return (await storedRecords({ db } as Scope, { to: new Date(start + 50 * minutes), ...filter }, page, caps)).map(({ id }) => nameOf(id));
    } finally {
      await db.rollback();
    }
  };

  it.each([
    ["among the newest", { newest: 10_000, shapes: 1_000 }],
    ["shape by shape, where the newest have too few", { newest: 1, shapes: 1_000 }],
    ["all shapes together, where there are too many of them", { newest: 1, shapes: 0 }],
  ])("are found %s", async (_how, caps) => {
    for (const first of [1, 2, 20]) {
      expect(await within({ coordinate: "Case.sex" }, { first, after: undefined }, caps)).toEqual(["denied", "list", "own case"].slice(0, first + 1));
      expect(await within({ coordinate: "Case.sex", agency: "gangnam", withoutAssignment: true }, { first, after: undefined }, caps)).toEqual(["list"]);
      expect(await within({ decision: "allowed" }, { first, after: [at(3).toISOString(), "3"] }, caps)).toEqual(["list", "own case"].slice(0, first + 1));
      expect(await within({ coordinate: "Person.fullName", decision: "denied" }, { first, after: undefined }, caps)).toEqual([]);
    }
  });
});

describe("one record", () => {
  const one = async (as: string, fields: string): Promise<unknown> => {
    const { data, codes } = await desk.ask(auditor, `query ($id: ID) { auditRecord(id: $id) { ${fields} } }`, { id: log.get(as)?.id });
    expect(codes).toEqual([]);
    return data?.["auditRecord"];
  };

  it("tells who, when, why and on what ground", async () => {
    expect(
      await one("own case", "index standing type service login account duty clearance agency jurisdictions { code } session door address authenticatedBy purpose grants legalBases operationName operationHash outcome subjectEpoch changeOutcome checkpointSize sequence"),
    ).toEqual({
      index: "0", standing: "sound", type: "operation", service: "cases", login: "epigraph_ledger_test", account: "kim", duty: "local-investigator", clearance: 4, agency: "gangnam", jurisdictions: [{ code: "1168000000" }], session: "s-kim",
      door: "clearance", address: null, authenticatedBy: "otp", purpose: "investigation", grants: [], legalBases: ["IDCPA 18"], operationName: "CasePage", operationHash: sha256("a"), outcome: "answered", subjectEpoch: new Date(start).toISOString().slice(0, 7), changeOutcome: null, checkpointSize: "11", sequence: "0",
    });
  });

  it("tells every resolver and everybody whose data it was, and who of them the account was assigned to", async () => {
    expect(await one("list", "variables { name value } resolverEvents { edges { node { coordinate outcome count dataSubjects { edges { node { dataSubject count assigned } } } } } } dataSubjects { edges { node { dataSubject assigned } } }")).toEqual({
      variables: [{ name: "Query.cases(first:)", value: "20" }],
      resolverEvents: {
        edges: [
          { node: { coordinate: "Case.sex", outcome: "allowed", count: 3, dataSubjects: { edges: [ann, bob, cat].map((dataSubject) => ({ node: { dataSubject, count: 1, assigned: dataSubject === ann } })) } } },
          { node: { coordinate: "Query.cases", outcome: "allowed", count: 1, dataSubjects: { edges: [] } } },
        ],
      },
      dataSubjects: { edges: [ann, bob, cat].map((dataSubject) => ({ node: { dataSubject, assigned: dataSubject === ann } })) },
    });
  });

  it("of those turned away tells why and how often, of a cache how often, as far as an answer can count, of a download its reason", async () => {
    const between = { firstAt: new Date(start).toISOString(), lastAt: new Date(start + 10).toISOString() };
    expect(await one("refused", "refusalCodes refusalCount refusals { edges { node { code count firstAt lastAt } } } address")).toEqual({
      refusalCodes: ["TOKEN_EXPIRED", "SESSION_REVOKED"],
      refusalCount: 42,
      refusals: { edges: [{ node: { code: "TOKEN_EXPIRED", count: 40, ...between } }, { node: { code: "SESSION_REVOKED", count: 2, firstAt: between.firstAt, lastAt: between.firstAt } }] },
      address: "192.0.2.66",
    });
    expect(await one("cached", "cacheHits { edges { node { operationHash count firstAt lastAt } } }")).toEqual({ cacheHits: { edges: [{ node: { operationHash: sha256("p"), count: 2_147_483_647, ...between } }] } });
    expect(await one("download", "references { kind id }")).toEqual({ references: [{ kind: "reason", id: "n1" }] });
    expect(await one("gateway", "calls { service calls }")).toEqual({ calls: [{ service: "cases", calls: 2 }, { service: "movements", calls: 1 }] });
  });

  it("has a leaf hash that is the one of its tile", async () => {
    const [{ hashes } = { hashes: Buffer.alloc(0) }] = await desk.admin.query<{ hashes: Buffer }[]>("select hashes from ledger.tile where level = 0 and number = 0");
    const { leafHash } = (await one("denied", "leafHash")) as { leafHash: string };
    expect(leafHash).toBe(hashes.subarray(2 * 32, 3 * 32).toString("base64"));
  });

  it("is found by its place in the log too, and what is neither a place nor an id is refused", async () => {
    const asked = async (variables: Readonly<Record<string, unknown>>): Promise<unknown> => {
      const { data, codes } = await desk.ask(auditor, "query ($id: ID, $index: ID) { auditRecord(id: $id, index: $index) { id } }", variables);
      return codes[0] ?? nameOf((data?.["auditRecord"] as { id: string }).id);
    };
    expect([await asked({ index: "2" }), await asked({ index: "99999" }), await asked({ index: "-1" }), await asked({ index: "1e3" }), await asked({ id: "2" }), await asked({}), await asked({ index: "1", id: log.get("list")?.id })]).toEqual([
      "denied", "NOT_FOUND", "BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT", "BAD_USER_INPUT",
    ]);
  });
});

describe("a change", () => {
  const outcomeOf = async (as: string): Promise<unknown> => ((await desk.ask(auditor, "query ($id: ID) { auditRecord(id: $id) { changeOutcome } }", { id: log.get(as)?.id })).data?.["auditRecord"] as { changeOutcome: unknown }).changeOutcome;

  it("is pending while nobody knows what became of it, and then committed or undone", async () => {
    const [one, other] = [recordOf({ type: "change", service: "cases" }), recordOf({ type: "change", service: "cases" })];
    log.set("kept", one).set("undone", other);
    await desk.put(one, other);
    expect([await outcomeOf("kept"), await outcomeOf("undone")]).toEqual(["pending", "pending"]);
    await desk.admin.query("insert into ledger.change (record, outcome) values ($1, 'committed'), ($2, 'undone')", [one.id, other.id]);
    expect([await outcomeOf("kept"), await outcomeOf("undone"), await outcomeOf("list")]).toEqual(["committed", "undone", null]);
  });
});

describe("one operation", () => {
  const operation = async (correlation: string): Promise<unknown> => {
    const { data, codes } = await desk.ask(auditor, "query ($c: ID!) { operationRecords(correlation: $c) { state services { service calls records } missingServices records { edges { node { id } } } } }", { c: correlation });
    const told = data?.["operationRecords"] as { records: { edges: { node: { id: string } }[] } } | null;
    return told ? { ...told, records: told.records.edges.map(({ node }) => nameOf(node.id)) } : codes[0];
  };

  it("whose subgraph has no record though the gateway got its answer is incomplete, and whole when the record comes", async () => {
    const services = [{ service: "cases", calls: 2, records: 2 }, { service: "gateway", calls: null, records: 1 }];
    expect(await operation("one-operation")).toEqual({ state: "incomplete", services: [...services, { service: "movements", calls: 1, records: 0 }], missingServices: ["movements"], records: ["cases 2", "cases 1", "gateway"] });
    const late = recordOf({ service: "movements", correlation: "one-operation" });
    log.set("movements", late);
    await desk.put(late);
    expect(await operation("one-operation")).toEqual({ state: "whole", services: [...services, { service: "movements", calls: 1, records: 1 }], missingServices: [], records: ["movements", "cases 2", "cases 1", "gateway"] });
  });

  it("that the log does not know is not found", async () => expect([await operation("nothing"), await operation("not a number")]).toEqual(["NOT_FOUND", "BAD_USER_INPUT"]));
});

it("the auditor's own questions are on record, with what they looked at", async () => {
  await desk.ask(auditor, query, { first: 3, filter: { account: "kim", from: at(0) } });
  const own = (await recordsOf(desk.database.adminUrl)).at(-1);
  expect(own).toMatchObject({ type: "operation", source: { observer: "audit" }, agent: { who: "choi", role: "auditor" }, purposeOfEvent: "audit", events: expect.arrayContaining([expect.objectContaining({ coordinate: "Query.auditRecords", outcome: "allowed" })]) });
});

it.each([
  ["an investigator", investigator],
  ["a security officer", officer],
  ["an auditor for another purpose", { ...auditor, purpose: "security" } as const],
])("%s finds nothing", async (_who, asker) => {
  for (const question of ["{ auditRecords { edges { node { index } } } }", `{ auditRecord(index: "0") { index } }`, `{ operationRecords(correlation: "one-operation") { state } }`]) {
    const { data, codes } = await desk.ask(asker, question);
    expect([codes, Object.values(data ?? {})]).toEqual([[expect.stringMatching(/^(CLEARANCE|PURPOSE)_REQUIRED$/)], [null]]);
  }
});
