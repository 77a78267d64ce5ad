/** How the rules read in Cedar, and that a fault in them cannot pass unseen. That Cedar agrees with the product's decision: see fields.test.ts. */
import { type CaseId, type Resource, rules } from "@epigraph/authz";
import { generateAsker } from "./askers.js";
import { cedarEngine, cedarPolicies, type Question } from "./cedar.js";
import { seeded } from "../seeded.js";

const question: Question = {
  asker: generateAsker(seeded(1), "kim" as Question["asker"]["principal"]["account"], "public-visitor"),
  coordinate: "Clinic.nameKo",
  resource: { published: true },
  facts: { now: 0, assignments: [], grants: [], referrals: [] },
};

describe("the rules in Cedar", () => {
  it("are one policy for each row, under its id", () => {
    expect(Object.keys(cedarPolicies(rules))).toEqual(rules.map(({ id }) => id));
  });

  it("read like the rows", () => {
    expect(cedarPolicies(rules)["sealed.identity"]).toBe(
      'forbid (principal, action == Action::"read", resource)\nwhen { ["Person.fullName", "Person.phone", "Person.address", "Person.birthYear", "Person.birthDate", "Person.nationality"].contains(context.coordinate) }\nwhen { !(resource has sealed) || resource.sealed };',
    );
    expect(cedarPolicies(rules)["case.list.approver"]).toContain('when { principal.duty == "approver" }\nwhen { principal.clearance >= 3 }\nwhen { context.purpose == "authorisation" }\nwhen { ["Query.case", ');
  });

  it("allow what is published, to a visitor", () => {
    const decide = cedarEngine(cedarPolicies(rules));
    expect([true, false, undefined].map((published) => decide({ ...question, resource: published === undefined ? {} : { published } }))).toEqual(["allowed", "refused", "refused"]);
  });

  it("refuse loudly what Cedar cannot read or evaluate: it would pass over that policy, a forbid too", () => {
    expect(() => cedarEngine({ broken: "permit (principal" })).toThrow("Cedar cannot read the policies");
    const careless = cedarEngine({ ...cedarPolicies(rules), careless: "forbid (principal, action, resource) when { resource.sealed };" });
    expect(() => careless(question)).toThrow("careless");
  });

  it("take no more facts than they have places for", () => {
    const resource: Resource = { inputs: Array.from({ length: 4 }, () => ({ caseId: "a" as CaseId, dataClass: "card-use", interval: { from: 0, to: 1 } })) };
    expect(() => cedarEngine(cedarPolicies(rules))({ ...question, resource })).toThrow("4 facts, but only 3 places");
  });
});
