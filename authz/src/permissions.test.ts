/** When a grant counts, and what it covers: to the millisecond. */
import fc from "fast-check";
import type { AccountId, CaseId, DataClass, GrantId, Interval, RequestId } from "./names.js";
import { isLive, noPermissions, permissionSet } from "./permissions.js";
import type { Grant } from "./principal.js";

const kim = "kim" as AccountId;
const caseA = "case-a" as CaseId;
const caseB = "case-b" as CaseId;
const grant = (change: Partial<Grant> = {}): Grant => ({
  id: "g" as GrantId,
  request: "r" as RequestId,
  holders: [kim],
  cases: [caseA],
  dataClass: "card-use",
  window: { from: 100, to: 200 },
  purpose: "investigation",
  notBefore: 1_000,
  notAfter: 2_000,
  ...change,
});

describe("a grant is live", () => {
  it.each([
    { when: "a millisecond before notBefore", now: 999, live: false },
    { when: "at notBefore", now: 1_000, live: true },
    { when: "a millisecond before notAfter", now: 1_999, live: true },
    { when: "at notAfter", now: 2_000, live: false },
    { when: "with one read left", change: { readsLeft: 1 }, live: true },
    { when: "with no read left", change: { readsLeft: 0 }, live: false },
    { when: "of other holders only", change: { holders: ["lee" as AccountId] }, live: false },
    { when: "with several holders", change: { holders: ["lee" as AccountId, kim] }, live: true },
    { when: "for another purpose", change: { purpose: "audit" as const }, live: false },
  ])("$when: $live", ({ now = 1_500, change = {}, live }) => {
    expect(isLive(grant(change), kim, "investigation", now)).toBe(live);
  });
});

describe("a live grant covers evidence", () => {
  const covers = (change: { caseId?: CaseId; dataClass?: DataClass; interval?: Interval; roster?: RequestId }, ...grants: Grant[]): boolean => {
    const set = permissionSet(kim, "investigation", 1_500);
    for (const one of grants) set.addGrant(one);
    return set.covers({ caseId: caseA, dataClass: "card-use", interval: { from: 120, to: 180 }, ...change });
  };

  it.each([
    { what: "inside its window", change: {}, covered: true },
    { what: "that fills its window", change: { interval: { from: 100, to: 200 } }, covered: true },
    { what: "that begins a millisecond before it", change: { interval: { from: 99, to: 150 } }, covered: false },
    { what: "that ends a millisecond after it", change: { interval: { from: 150, to: 201 } }, covered: false },
    { what: "of another class", change: { dataClass: "qr-entry" as const }, covered: false },
    { what: "of another case", change: { caseId: caseB }, covered: false },
  ])("$what: $covered", ({ change, covered }) => expect(covers(change, grant())).toBe(covered));

  it("that a place roster brought only if it is that roster's, and a case's own only if it is none", () => {
    const [one, other] = ["roster-1", "roster-2"] as [RequestId, RequestId];
    expect([covers({ roster: one }, grant({ roster: one })), covers({ roster: one }, grant({ roster: other })), covers({ roster: one }, grant()), covers({}, grant({ roster: one }))]).toEqual([true, false, false, false]);
  });

  it("only if one grant covers it wholly: two halves do not add up", () => {
    const halves = [grant({ window: { from: 100, to: 150 } }), grant({ window: { from: 150, to: 200 } })];
    expect(covers({}, ...halves)).toBe(false);
    expect(covers({}, ...halves, grant())).toBe(true);
  });

  it("only until its reads are used up", () => expect([1, 0].map((readsLeft) => covers({}, grant({ readsLeft })))).toEqual([true, false]));

  it("not once it has expired", () => expect(covers({}, grant({ notAfter: 1_500 }))).toBe(false));

  it("of every case that it names", () => expect([caseA, caseB].map((caseId) => covers({ caseId }, grant({ cases: [caseA, caseB] })))).toEqual([true, true]));
});

describe("what was not loaded", () => {
  it("is not permitted", () => {
    const set = permissionSet(kim, "investigation", 1_500);
    const evidence = { caseId: caseA, dataClass: "card-use", interval: { from: 120, to: 180 } } as const;
    for (const none of [set, noPermissions]) expect([none.assigned(caseA), none.grantOn(caseA), none.covers(evidence), none.referred(caseA)]).toEqual([false, false, false, false]);
    set.addAssignment(caseA);
    expect([set.assigned(caseA), set.assigned(caseB), set.grantOn(caseA), set.referred(caseA)]).toEqual([true, false, false, false]);
    set.addReferral(caseB);
    expect([set.referred(caseB), set.referred(caseA), set.assigned(caseB)]).toEqual([true, false, false]);
  });

  it("a grant that covers a window covers every window inside it, and none that sticks out", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.nat(200), (from, length) => {
        const set = permissionSet(kim, "investigation", 1_500);
        set.addGrant(grant());
        const interval = { from, to: from + length };
        expect(set.covers({ caseId: caseA, dataClass: "card-use", interval })).toBe(from >= 100 && from + length <= 200);
      }),
    );
  });
});
