/** What version 1 wrote stays readable, in the names of version 2. */
import { LedgerError } from "./error.js";
import { parseRecord } from "./record-text.js";

/** As version 1 wrote it, where each maker of records had its own order of members. */
const text = (change: object = {}): string =>
  JSON.stringify({
    version: 1,
    id: "3f2c1c8e-0000-4000-8000-000000000002",
    recorded: 1_584_014_400_123,
    service: "cases",
    correlation: "trace 1",
    agent: { account: "kim", duty: "auditor", clearance: 2, agency: "서울", jurisdictions: ["1168000000"], session: "s", authenticatedBy: "otp", door: "clearance" },
    purpose: "audit",
    operation: { hash: "h" },
    outcome: "answered",
    events: [["Case.sex", "allowed", "rule", 3, 0], ["Query.cases", "denied", null, 1, 1]],
    subjects: ["s1.dlB5vnnzPd7kTyoCvQPfDg", "s1.other"],
    tallies: ["0,1:2", ""],
    ...change,
  });

describe("a record of version 1", () => {
  it("says the same in the names of version 2, without a chain", () => {
    expect(parseRecord(text())).toEqual({
      version: 1,
      link: undefined,
      record: {
        id: "3f2c1c8e-0000-4000-8000-000000000002",
        recorded: 1_584_014_400_123,
        type: "operation",
        outcome: "answered",
        purposeOfEvent: "audit",
        agent: { who: "kim", role: "auditor", clearance: 2, agency: "서울", jurisdictions: ["1168000000"], session: "s", authenticatedBy: "otp", door: "clearance", policy: { grants: [], bases: [] } },
        source: { observer: "cases" },
        correlation: "trace 1",
        entity: { query: "h", detail: {}, references: [] },
        events: [
          { coordinate: "Case.sex", outcome: "allowed", ruleId: "rule", count: 3, subjects: new Map([["s1.dlB5vnnzPd7kTyoCvQPfDg", 1], ["s1.other", 2]]) },
          { coordinate: "Query.cases", outcome: "denied", ruleId: undefined, count: 1, subjects: new Map() },
        ],
        assigned: [],
      },
    });
  });

  it("keeps the operation's name and the network address", () => {
    const { agent } = JSON.parse(text()) as { agent: object };
    expect(parseRecord(text({ operation: { name: "List", hash: "h" }, agent: { ...agent, address: "192.0.2.1" } })).record).toMatchObject({ entity: { name: "List" }, agent: { network: "192.0.2.1" } });
  });

  it.each<[string, { service: string; refusals?: unknown[] }, string]>([
    ["a log-in, from the identity provider", { service: "identity" }, "log-in"],
    ["a refusal, where it counts refusals", { service: "gateway", refusals: [{ code: "TOKEN_EXPIRED", count: 1, first: 1, last: 2 }] }, "refusal"],
    ["an operation, where it counts none", { service: "gateway", refusals: [] }, "operation"],
  ])("is %s", (_, change, type) => {
    const { record } = parseRecord(text(change));
    expect([record.type, record.refusals]).toEqual([type, change.refusals]);
  });

  it.each([
    ["a member that version 1 had not", { nonce: "x" }],
    ["a member missing", { purpose: undefined }],
    ["an id that is none", { id: "x" }],
    ["an unknown outcome", { outcome: "lost" }],
    ["an event with a tally that is not there", { events: [["A.a", "allowed", null, 1, 2]] }],
    ["a tally that is none", { tallies: ["0", "kim"] }],
    ["a tally of nobody", { tallies: ["2", ""] }],
    ["a subject counted twice", { tallies: ["0,0", ""] }],
    ["a count of 0", { tallies: ["0:0", ""] }],
    ["a refusal that never was", { refusals: [{ code: "x", count: 0, first: 1, last: 2 }] }],
  ])("is refused with %s", (_, change) => {
    expect(() => parseRecord(text(change))).toThrow(LedgerError);
  });

  it("is refused in another writing, so that no byte says nothing", () => {
    expect(() => parseRecord(` ${text()}`)).toThrow("spelling");
    expect(() => parseRecord(text().replace('"version":1,', '"version":1,"purpose":"audit",'))).toThrow("members twice");
  });
});
