/** The rules table as a whole: what no row of it may do. What single rows open stands in decide.test.ts. */
import { dutyTable } from "./duties.js";
import { compareAll } from "./decide.js";
import { publicVisitor } from "./token.js";
import { type Rule, fields, rule } from "./rule.js";
import { checkedRules, closedCoordinates, requireRules, rules } from "./rules.js";

const row = (change: Partial<Omit<Rule, "id" | "may" | "coordinates">> & { readonly coordinates?: Rule["coordinates"] } = {}): Rule =>
  rule("one", { duty: "everyone", clearance: 0, fieldClass: "P0", onlyWhen: [], purpose: "any", approval: "none", basis: "IDCPA 34-2", retained: "2 years", ...change, coordinates: [change.coordinates ?? ["Clinic.id"]] });

describe("the rules table", () => {
  it("has no id twice", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it("names every coordinate in full, once in a row, with no wildcard", () => {
    for (const { id, coordinates } of rules) {
      expect({ id, odd: coordinates.filter((coordinate) => !/^[A-Z][A-Za-z]*\._?[a-z][A-Za-z]*$/.test(coordinate)) }).toEqual({ id, odd: [] });
      expect({ id, count: coordinates.length }).toEqual({ id, count: new Set(coordinates).size });
    }
  });

  it("opens nothing to everyone but class P0 at clearance 0", () => {
    const opened = rules.filter(({ duty }) => duty === "everyone");
    expect(opened.filter(({ fieldClass, clearance }) => fieldClass !== "P0" || clearance !== 0)).toEqual([]);
    expect(opened.length).toBeGreaterThan(0);
  });

  it("asks of no duty more clearance than it has", () => {
    expect(rules.filter(({ duty, clearance }) => duty !== "everyone" && dutyTable[duty].clearance < clearance)).toEqual([]);
  });

  it("asks at least the clearance of the class that it opens", () => {
    const least = { P0: 0, P1: 1, P2: 2, P3: 3, P4: 4, P5: 5 } as const;
    for (const { id, fieldClass, clearance } of rules) expect({ id, enough: clearance >= least[fieldClass] }).toEqual({ id, enough: true });
  });

  it("opens no location evidence but under a grant, and no identity but by assignment", () => {
    const lists = rules.filter(({ coordinates }) => coordinates.every((coordinate) => /(Connection|Edge)\./.test(coordinate)));
    const ungranted = ({ fieldClass, onlyWhen }: Rule): boolean => fieldClass === "P4" && !onlyWhen.some((name) => name === "liveGrantCoversAllInputs" || name === "liveGrantOnCase");
    const unassigned = ({ fieldClass, onlyWhen }: Rule): boolean => fieldClass === "P3" && !onlyWhen.includes("assignedToMe");
    expect(rules.filter((one) => !lists.includes(one) && (ungranted(one) || unassigned(one)))).toEqual([]);
  });

  it("joins conditions that compare different attributes, so that none overwrites another", () => {
    for (const { onlyWhen } of rules) expect(() => compareAll(onlyWhen, publicVisitor)).not.toThrow();
    expect(() => compareAll(["published", "published"], publicVisitor)).toThrow("compare the same attribute twice");
  });

  it("opens no resident number (P5) to anyone", () => {
    expect(rules.filter(({ fieldClass }) => fieldClass === "P5")).toEqual([]);
  });
});

describe("a table with a fault does not load", () => {
  it.each([
    { fault: "an id twice", table: [row(), row()], message: "rule `one` stands twice" },
    { fault: "a class above P0 for everyone", table: [row({ fieldClass: "P1" })], message: "rule `one` opens class P1 to everyone" },
    { fault: "a clearance for everyone", table: [row({ clearance: 1 })], message: "rule `one` opens class P0 to everyone" },
    { fault: "more clearance than the duty has", table: [row({ duty: "auditor", clearance: 3 })], message: "rule `one` needs more clearance than the duty `auditor` has" },
    { fault: "a wildcard", table: [row({ coordinates: ["Clinic.*"] })], message: "rule `one` has a wildcard" },
  ])("$fault", ({ table, message }) => {
    expect(() => checkedRules(table)).toThrow(expect.objectContaining({ code: "RULE_INVALID", message: expect.stringContaining(message) }));
  });
});

describe("a schema with a coordinate that no row speaks of", () => {
  it("is refused, and every such coordinate is named", () => {
    expect(() => requireRules(["Case.id", "Case.shoeSize", ...fields("Clinic", "id owner")])).toThrow(
      expect.objectContaining({ code: "RULE_MISSING", message: "no rule for `Case.shoeSize`, `Clinic.owner`: add a row to authz/src/rules" }),
    );
  });

  it("is accepted when every coordinate has a row or is closed by name", () => {
    expect(() => requireRules([...rules.flatMap(({ coordinates }) => coordinates), ...closedCoordinates])).not.toThrow();
  });
});
