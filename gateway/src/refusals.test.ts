/** Who was turned away has a record, and a flood of attempts has a few. */
import { jest } from "@jest/globals";
import { type AccountId, publicVisitor, type Principal, type SessionId } from "@epigraph/authz";
import type { AuditRecord } from "@epigraph/ledger";
import { refusalLog, type RefusalLog } from "./refusals.js";

let time = Date.UTC(2020, 4, 10);
let works = true;
let log: RefusalLog;
const written: AuditRecord[] = [];
const kim: Principal = { ...publicVisitor, account: "kim" as AccountId, duty: "auditor", clearance: 2, session: "s1" as SessionId, authenticatedBy: "otp", door: "clearance" };

beforeEach(() => {
  jest.useFakeTimers();
  works = true;
  written.length = 0;
  log = refusalLog({ door: "clearance", clock: () => time, ledger: { append: (unit) => (works ? Promise.resolve(void written.push(...[unit].flat())) : Promise.reject(new Error("disk full"))) } });
});
afterEach(() => jest.useRealTimers());

const minute = async (): Promise<void> => {
  time += 60_000;
  await jest.advanceTimersByTimeAsync(60_000);
};
const seen = (): unknown[] => written.map(({ agent, refusals }) => [agent.network, agent.who, ...(refusals ?? []).map(({ code, count }) => `${code} ${count}`)]);

describe("one refusal", () => {
  it("has its record at once: who, from where, why; account unknown, outcome refused, and nothing of a token", () => {
    log.add({ code: "TOKEN_EXPIRED", address: "192.0.2.7" });
    expect(written).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        recorded: time,
        type: "refusal",
        outcome: "refused",
        purposeOfEvent: "none",
        agent: { who: "unknown", role: "unknown", clearance: 0, agency: "unknown", jurisdictions: [], session: "none", authenticatedBy: "none", door: "clearance", network: "192.0.2.7", policy: { grants: [], bases: [] } },
        source: { observer: "gateway" },
        correlation: expect.stringMatching(/^[0-9a-f-]{36}$/),
        entity: { query: expect.stringMatching(/^[0-9a-f]{64}$/), detail: {}, references: [] },
        events: [],
        assigned: [],
        refusals: [{ code: "TOKEN_EXPIRED", count: 1, first: time, last: time }],
      },
    ]);
  });

  it("of a session that is beyond doubt names whose it was", () => {
    log.add({ code: "SESSION_REVOKED", address: "192.0.2.7", principal: kim });
    expect(written[0]?.agent).toMatchObject({ who: "kim", role: "auditor", session: "s1", network: "192.0.2.7" });
  });
});

describe("a flood", () => {
  it("from one address makes one record and, when the minute is over, a second with the count of the rest", async () => {
    const begun = time;
    for (let tries = 0; tries < 10_000; tries++) log.add({ code: tries % 4 === 0 ? "TOKEN_EXPIRED" : "TOKEN_SIGNATURE_WRONG", address: "192.0.2.7" });
    expect(written).toHaveLength(1);
    time += 30_000;
    log.add({ code: "TOKEN_EXPIRED", address: "192.0.2.7" });
    await minute();
    expect(seen()).toEqual([
      ["192.0.2.7", "unknown", "TOKEN_EXPIRED 1"],
      ["192.0.2.7", "unknown", "TOKEN_SIGNATURE_WRONG 7500", "TOKEN_EXPIRED 2500"],
    ]);
    expect(written[1]?.refusals?.[1]).toEqual({ code: "TOKEN_EXPIRED", count: 2500, first: begun, last: begun + 30_000 });
    await minute();
    expect(written).toHaveLength(2);
    log.add({ code: "TOKEN_EXPIRED", address: "192.0.2.7" });
    expect(written).toHaveLength(3);
  });

  it("from many addresses makes a bounded number of records, and loses no count", async () => {
    for (let tries = 0; tries < 5_000; tries++) log.add({ code: "TOKEN_EXPIRED", address: `10.1.${tries >> 8}.${tries & 255}` });
    expect(written).toHaveLength(60);
    await minute();
    expect(written.length).toBeLessThanOrEqual(60 + 1_001);
    expect(written.flatMap(({ refusals }) => refusals ?? []).reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    expect(written.at(-1)?.agent.network).toBe("many");
  });

  it("from one subscriber's addresses of IPv6 counts as one", async () => {
    for (let tries = 0; tries < 500; tries++) log.add({ code: "TOKEN_EXPIRED", address: `2001:db8:0:7::${tries.toString(16)}` });
    log.add({ code: "TOKEN_EXPIRED", address: "2001:db8:0:8::1" });
    log.add({ code: "TOKEN_EXPIRED", address: "::1" });
    log.add({ code: "TOKEN_EXPIRED", address: "::ffff:192.0.2.7" });
    await minute();
    expect(seen()).toEqual([
      ["2001:db8:0:7::/64", "unknown", "TOKEN_EXPIRED 1"],
      ["2001:db8:0:8::/64", "unknown", "TOKEN_EXPIRED 1"],
      ["0:0:0:0::/64", "unknown", "TOKEN_EXPIRED 1"],
      ["::ffff:192.0.2.7", "unknown", "TOKEN_EXPIRED 1"],
      ["2001:db8:0:7::/64", "unknown", "TOKEN_EXPIRED 499"],
    ]);
  });
});

describe("when the log cannot be written", () => {
  it("what was counted is kept and written with the next minute's", async () => {
    works = false;
    for (let tries = 0; tries < 3; tries++) log.add({ code: "TOKEN_EXPIRED", address: "192.0.2.7" });
    await minute();
    works = true;
    await minute();
    expect(seen()).toEqual([["192.0.2.7", "unknown", "TOKEN_EXPIRED 3"]]);
  });

  it("nothing is waited for at the end for ever", async () => {
    works = false;
    log.add({ code: "TOKEN_EXPIRED", address: "192.0.2.7" });
    await log.close();
    expect(written).toEqual([]);
  });
});

it("what was counted is written when the gateway stops", async () => {
  for (let tries = 0; tries < 3; tries++) log.add({ code: "PURPOSE_UNKNOWN", address: "192.0.2.7", principal: kim });
  await log.close();
  expect(seen()).toEqual([["192.0.2.7", "kim", "PURPOSE_UNKNOWN 1"], ["192.0.2.7", "kim", "PURPOSE_UNKNOWN 2"]]);
});
