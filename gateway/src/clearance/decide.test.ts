/** From a principal to facts, and from facts to a refusal: the same as the rules say, for our own supergraph. */
import { readFileSync } from "node:fs";
import { abilityFor, type Clearance, type Coordinate, duties, dutyTable, type Principal, purposes, rules } from "@epigraph/authz";
import { claimsOf, factsOf } from "./claims.js";
import { refusals } from "./decide.js";
import { readRequirements, type Requirement, type Requirements } from "./requirements.js";

const requirements = readRequirements(readFileSync(new URL("../../../schema/supergraph.graphql", import.meta.url), "utf8"));
const who = (duty: (typeof duties)[number], clearance: Clearance = dutyTable[duty].clearance): Principal =>
  ({ account: "kim", duty, clearance, agency: "gangnam", jurisdictions: ["1168000000"], session: "s1", authenticatedBy: duty === "public-visitor" ? "none" : "otp", door: dutyTable[duty].door }) as unknown as Principal;

describe("facts", () => {
  it("are the same for all who may ask the same, and name nobody", () => {
    const claims = claimsOf(who("auditor"), "audit");
    expect(claims.key).toBe(claimsOf({ ...who("auditor"), account: "lee", agency: "other" } as Principal, "audit").key);
    expect(claims.key).not.toMatch(/kim|gangnam|1168000000|s1/);
    const keys = duties.flatMap((duty) => purposes.map((purpose) => claimsOf(who(duty), purpose).key));
    expect(new Set(keys).size).toBe(duties.length * purposes.length);
  });

  it("of a scope and of a policy with one name are two", () => {
    expect([...factsOf({ authenticated: false, scopes: ["a"], policies: ["b"] })]).toEqual(["scope a", "policy b"]);
  });
});

describe("our supergraph, read back", () => {
  const spoken = new Set<Coordinate>(rules.flatMap(({ coordinates }) => coordinates));

  it("refuses exactly what the rules refuse, with the same code", () => {
    const wrong: string[] = [];
    let allowed = 0;
    for (const duty of duties) {
      for (const clearance of [0, dutyTable[duty].clearance] as const) {
        for (const purpose of purposes) {
          const refusalOf = refusals(requirements, claimsOf(who(duty, clearance), purpose));
          const ability = abilityFor(who(duty, clearance), purpose);
          for (const coordinate of requirements.keys()) {
            if (!spoken.has(coordinate)) continue;
            if (refusalOf(coordinate) !== ability.refusal(coordinate)) wrong.push(`${coordinate} ${duty} ${clearance} ${purpose}`);
            if (refusalOf(coordinate) === undefined) allowed += 1;
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(allowed).toBeGreaterThan(5_000);
  });

  it("has a rule for every field but the names of types", () => {
    expect([...requirements.keys()].filter((coordinate) => !spoken.has(coordinate) && !coordinate.endsWith(".__typename"))).toEqual([]);
  });
});

describe("a coordinate", () => {
  const made = (coordinate: Coordinate, requirement: Requirement): Requirements => new Map([[coordinate, requirement]]);
  const claims = claimsOf(who("auditor"), "investigation");

  it("that the supergraph does not have is refused", () => {
    expect(refusals(new Map(), claims)("Case.shoeSize")).toBe("CLEARANCE_REQUIRED");
  });

  it("that another purpose would open says so; one that needs two purposes at once does not", () => {
    const [audit, security] = [[["policy purpose:audit"]], [["policy purpose:security"]]];
    expect(refusals(made("A.a", [audit]), claims)("A.a")).toBe("PURPOSE_REQUIRED");
    expect(refusals(made("A.a", [audit, security]), claims)("A.a")).toBe("CLEARANCE_REQUIRED");
    expect(refusals(made("A.a", [audit, [["policy duty:approver"]]]), claims)("A.a")).toBe("CLEARANCE_REQUIRED");
  });
});
