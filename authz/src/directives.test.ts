/** What the directives say is what the rules say, as far as either is known before a row is. */
import fc from "fast-check";
import { abilityFor } from "./decide.js";
import { accessFacts, accessRequirement, satisfies } from "./directives.js";
import { dutyTable } from "./duties.js";
import { type Clearance, duties, type Duty, type Purpose, purposes, type RuleId } from "./names.js";
import type { Principal } from "./principal.js";
import { actionOf, type Coordinate, type Rule } from "./rule.js";
import { closedCoordinates, rules } from "./rules.js";

const coordinates = [...new Set<Coordinate>([...rules.flatMap((row) => row.coordinates), ...closedCoordinates, "Case.shoeSize"])];
const clearances: readonly Clearance[] = [0, 1, 2, 3, 4];
const who = (duty: Duty, clearance: Clearance): Principal => ({ account: "kim", duty, clearance, agency: "a", jurisdictions: [], session: "s", authenticatedBy: duty === "public-visitor" ? "none" : "otp", door: dutyTable[duty].door }) as unknown as Principal;

describe("the law: facts satisfy the directives exactly where the rules refuse nothing", () => {
  it("holds for every coordinate, duty, clearance and purpose", () => {
    const requirements = new Map(coordinates.map((coordinate) => [coordinate, accessRequirement(coordinate)]));
    const wrong: string[] = [];
    const seen = { satisfied: 0, refused: 0 };
    for (const duty of duties) {
      for (const clearance of clearances) {
        const principal = who(duty, clearance);
        for (const purpose of purposes) {
          const [ability, facts] = [abilityFor(principal, purpose), accessFacts(principal, purpose)];
          for (const coordinate of coordinates) {
            const satisfied = satisfies(facts, requirements.get(coordinate));
            seen[satisfied ? "satisfied" : "refused"] += 1;
            if (satisfied !== (ability.refusal(coordinate) === undefined)) wrong.push(`${coordinate} ${duty} ${clearance} ${purpose}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(Math.min(seen.satisfied, seen.refused)).toBeGreaterThan(5_000);
  });

  it("holds for tables that nobody wrote yet", () => {
    const row = fc.record({ duty: fc.constantFrom("everyone" as const, ...duties), clearance: fc.constantFrom(...clearances), purpose: fc.constantFrom("any" as const, "audit" as const, "investigation" as const) });
    const principal = fc.tuple(fc.constantFrom(...duties), fc.constantFrom(...clearances), fc.constantFrom<Purpose[]>("audit", "investigation", "publication"));
    let passed = 0;
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), principal, fc.boolean(), (rows, [duty, clearance, purpose], denied) => {
        const table = [...rows.map((one) => madeRow(one)), ...(denied ? [madeRow({ effect: "deny", duty: "everyone", clearance: 0, purpose: "any", onlyWhen: [] })] : [])];
        const allowed = !denied && rows.some((one) => (one.duty === "everyone" || one.duty === duty) && one.clearance <= clearance && (one.purpose === "any" || one.purpose === purpose));
        expect(satisfies(accessFacts(who(duty, clearance), purpose), accessRequirement("Case.sex", table))).toBe(allowed);
        if (allowed) passed += 1;
      }),
      { numRuns: 5_000 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

describe("a requirement", () => {
  it.each<[Coordinate, unknown]>([
    ["Clinic.nameKo", undefined],
    ["Person.fullName", { authenticated: true, scopes: [["clearance:4"]], policies: [["duty:local-investigator", "purpose:investigation"], ["duty:national-investigator", "purpose:investigation"]] }],
    [
      "Case.onsetDate", // an approver needs 3 and an investigator 4, so a duty alone must not do with the other's clearance
      {
        authenticated: true,
        scopes: [["clearance:3"]],
        policies: [
          ["duty:local-investigator", "clearance:4", "purpose:investigation"],
          ["duty:national-investigator", "clearance:4", "purpose:investigation"],
          ["duty:approver", "purpose:authorisation"],
        ],
      },
    ],
    ["AuditRecord.id", { authenticated: true, scopes: [["clearance:2"]], policies: [["duty:auditor", "purpose:audit"]] }],
    ["_Service.sdl", { authenticated: true, policies: [["nobody"]] }],
    ["Case.shoeSize", { authenticated: true, policies: [["nobody"]] }],
  ])("of %s", (coordinate, requirement) => {
    expect(accessRequirement(coordinate)).toEqual(requirement);
  });

  it("speaks of mutations as of fields", () => {
    const change = coordinates.filter((coordinate) => actionOf(coordinate) === "change");
    expect(change.length).toBeGreaterThan(0);
    for (const coordinate of change) expect(accessRequirement(coordinate)).toMatchObject({ authenticated: true });
  });

  it("lets nobody pass whom a deny without conditions keeps out", () => {
    const everyone = madeRow({ duty: "everyone", clearance: 0, purpose: "any" });
    expect(accessRequirement("Case.sex", [everyone])).toBeUndefined();
    expect(accessRequirement("Case.sex", [everyone, madeRow({ effect: "deny", duty: "everyone", clearance: 0, purpose: "any", onlyWhen: ["sealed"] })])).toBeUndefined(); // the guard's
    expect(accessRequirement("Case.sex", [everyone, madeRow({ effect: "deny", duty: "everyone", clearance: 0, purpose: "any" })])).toEqual({ authenticated: true, policies: [["nobody"]] });
  });
});

it("facts hold no name of anyone", () => {
  expect(accessFacts(who("auditor", 2), "audit")).toEqual({ authenticated: true, scopes: ["clearance:0", "clearance:1", "clearance:2"], policies: ["duty:auditor", "purpose:audit", "clearance:0", "clearance:1", "clearance:2"] });
  expect(accessFacts(who("public-visitor", 0), "public-information").authenticated).toBe(false);
});

function madeRow(row: Pick<Rule, "duty" | "clearance" | "purpose"> & Partial<Rule>): Rule {
  return { id: "r" as RuleId, effect: "allow", may: "read", fieldClass: "P0", coordinates: ["Case.sex"], onlyWhen: [], approval: "none", basis: "", retained: "", ...row };
}
