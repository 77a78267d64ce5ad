/** How rules work together, shown on small made-up tables: a deny wins, nothing said is nothing allowed, an unknown seal is a seal. The real table is in decide.test.ts. */
import fc from "fast-check";
import { conditions, type ConditionName } from "./conditions.js";
import { decider, makeAbility, rowOf } from "./decide.js";
import type { AccountId, AgencyId, CaseId, RegionCode, SessionId } from "./names.js";
import { permissionSet } from "./permissions.js";
import type { Decision, Principal } from "./principal.js";
import type { Resource } from "./resource.js";
import { deny, mayChange, rule, type Coordinate, type Rule } from "./rule.js";

const lee: Principal = {
  account: "lee" as AccountId,
  duty: "national-investigator",
  clearance: 4,
  agency: "kdca" as AgencyId,
  jurisdictions: ["1168000000" as RegionCode],
  session: "s" as SessionId,
  authenticatedBy: "otp",
  door: "clearance",
};
const own = { duty: "national-investigator", clearance: 4, fieldClass: "P2", purpose: "investigation", approval: "none", basis: "IDCPA 18", retained: "end of response" } as const;
const allow = (id: string, coordinates: readonly Coordinate[], ...onlyWhen: ConditionName[]): Rule => rule(id, { ...own, onlyWhen, coordinates: [coordinates] });
const forbid = (id: string, coordinates: readonly Coordinate[], ...onlyWhen: ConditionName[]): Rule => deny(id, { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen, coordinates: [coordinates] });

const caseId = "a" as CaseId;
const mine: Resource = { caseIds: [caseId], regionCode: "1168000000" as RegionCode, sealed: false };

function ask(rules: readonly Rule[], coordinate: Coordinate, row: Resource | undefined, assigned = false): Decision {
  const permissions = permissionSet(lee.account, "investigation", 0);
  if (assigned) permissions.addAssignment(caseId);
  return decider(makeAbility(lee, "investigation", { rules, conditions }), permissions)(coordinate)(row && rowOf(row));
}

describe("a deny wins", () => {
  const table = [allow("open", ["Case.id", "Case.sex"]), forbid("shut", ["Case.sex"], "sealed"), allow("also-open", ["Case.sex"])];

  it.each([
    { what: "over every allow, before and after it", coordinate: "Case.sex", row: { ...mine, sealed: true }, outcome: "denied", ruleId: "shut" },
    { what: "not where its condition does not hold", coordinate: "Case.sex", row: mine, outcome: "allowed", ruleId: "also-open" },
    { what: "not over a field that it does not name", coordinate: "Case.id", row: { ...mine, sealed: true }, outcome: "allowed", ruleId: "open" },
    { what: "where whether it holds is not known", coordinate: "Case.sex", row: { caseIds: [caseId] }, outcome: "denied", ruleId: "shut" },
    { what: "for a field without a row", coordinate: "Case.sex", row: undefined, outcome: "denied", ruleId: undefined },
  ] as const)("$what", ({ coordinate, row, outcome, ruleId }) => expect(ask(table, coordinate, row)).toEqual({ outcome, ruleId }));

  it("in whatever order the rules stand", () => {
    const orders = fc.shuffledSubarray(table, { minLength: table.length });
    fc.assert(fc.property(orders, fc.constantFrom(true, undefined), (rules, sealed) => ask(rules, "Case.sex", sealed === undefined ? {} : { sealed }).outcome === "denied"));
  });

  it("over an assignment and a promise of one", () => {
    const rules = [allow("assigned", ["Person.fullName"], "assignedToMe"), forbid("shut", ["Person.fullName"], "sealed")];
    const asked = [ask(rules, "Person.fullName", mine), ask(rules, "Person.fullName", mine, true), ask(rules, "Person.fullName", { ...mine, sealed: true }), ask(rules, "Person.fullName", { ...mine, sealed: true }, true)];
    expect(asked.map(({ outcome }) => outcome)).toEqual(["approval-required", "allowed", "denied", "denied"]);
  });

  it("and without a condition closes the field for everyone, before any row is known", () => {
    const rules = [allow("open", ["Case.id"]), forbid("never", ["Case.id"])];
    expect(makeAbility(lee, "investigation", { rules, conditions }).refusal("Case.id")).toBeDefined();
    expect(ask(rules, "Case.id", mine)).toEqual({ outcome: "denied", ruleId: undefined });
  });

  it("over a change too", () => {
    const seal = deny("shut", { may: "change", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [["Mutation.offerReferral"]] });
    const rules = [mayChange("offer", { ...own, onlyWhen: [], coordinates: [["Mutation.offerReferral"]] }), seal];
    expect([mine, { ...mine, sealed: true }].map((row) => ask(rules, "Mutation.offerReferral", row).outcome)).toEqual(["allowed", "denied"]);
  });
});

describe("an allow", () => {
  it("opens what it names, and nothing else", () => {
    const rules = [allow("open", ["Case.id"])];
    expect((["Case.id", "Case.sex", "Person.id", "Mutation.id"] as const).map((coordinate) => ask(rules, coordinate, mine).outcome)).toEqual(["allowed", "denied", "denied", "denied"]);
  });

  it("to read does not allow to change, nor the other way round", () => {
    const read: Rule = { ...mayChange("odd", { ...own, onlyWhen: ["inOwnJurisdiction"], coordinates: [["Mutation.offerReferral"]] }), may: "read" };
    expect(ask([read], "Mutation.offerReferral", mine).outcome).toBe("denied");
    expect(ask([{ ...allow("odd", ["Case.id"], "inOwnJurisdiction"), may: "change" }], "Case.id", mine).outcome).toBe("denied");
  });

  it("holds for its duty, its clearance and its purpose", () => {
    const rules = [allow("open", ["Case.id"])];
    const refusal = (change: Partial<Principal>, purpose: "investigation" | "audit"): unknown => makeAbility({ ...lee, ...change }, purpose, { rules, conditions }).refusal("Case.id");
    expect([refusal({}, "investigation"), refusal({ duty: "approver" }, "investigation"), refusal({ clearance: 3 }, "investigation"), refusal({}, "audit")]).toEqual([undefined, "CLEARANCE_REQUIRED", "CLEARANCE_REQUIRED", "PURPOSE_REQUIRED"]);
  });

  it("asks for all of its conditions, and for those of one rule: halves of two rules do not add up", () => {
    const both = [allow("both", ["Case.id"], "inOwnJurisdiction", "published")];
    expect(ask(both, "Case.id", mine).outcome).toBe("denied");
    expect(ask(both, "Case.id", { ...mine, published: true }).outcome).toBe("allowed");
    const halves = [allow("first", ["Case.id"], "inOwnJurisdiction", "ofMyAgency"), allow("second", ["Case.id"], "published", "referredToMyAgency")];
    expect(ask(halves, "Case.id", { ...mine, published: true }).outcome).toBe("denied");
  });

  it("that compares one attribute twice is refused: CASL would keep only one of the two", () => {
    expect(() => makeAbility(lee, "investigation", { rules: [allow("twice", ["Case.id"], "published", "published")], conditions })).toThrow("compare the same attribute twice");
  });
});
