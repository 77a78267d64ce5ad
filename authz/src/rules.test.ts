/** The rules table as a whole: what no row of it may do. What single rows open stands in decide.test.ts. */
import { compatible, incompatibleDuties } from "./duties.js";
import { duties } from "./names.js";
import { deny, type Rule, fields, mayChange, rule } from "./rule.js";
import { checkedRules, closedCoordinates, requireRules, rules } from "./rules.js";

type Change = { readonly [Name in keyof Rule]?: unknown };
const row = (change: Change = {}): Rule => {
  const sound = rule("one", { duty: "auditor", clearance: 2, fieldClass: "P2", onlyWhen: [], purpose: "audit", approval: "none", basis: "PIPA 29", retained: "2 years", coordinates: [["AuditRecord.id"]] });
  return { ...sound, ...change } as Rule;
};
const open: Change = { duty: "everyone", clearance: 0, fieldClass: "P0", purpose: "any" };
const seal = deny("seal", { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [["Case.id"]] });

describe("the rules table", () => {
  it("opens no location evidence but under a grant, and no identity but by assignment", () => {
    const lists = rules.filter(({ coordinates }) => coordinates.every((coordinate) => /(Connection|Edge)\./.test(coordinate)));
    const ungranted = ({ fieldClass, onlyWhen }: Rule): boolean => fieldClass === "P4" && !onlyWhen.some((name) => name === "liveGrantCoversAllInputs" || name === "liveGrantOnCase");
    const unassigned = ({ fieldClass, onlyWhen }: Rule): boolean => fieldClass === "P3" && !onlyWhen.includes("assignedToMe");
    expect(rules.filter((one) => one.effect === "allow" && !lists.includes(one) && (ungranted(one) || unassigned(one)))).toEqual([]);
  });

  it("closes to specially protected persons whatever it opens of a case, its persons and its evidence", () => {
    const types = /^(Case|TransmissionLink|Exposure|FollowUp|Sample|Contact|Person|Referral|Symptom|Travel|Confirmation|CaseChange|CaseMerge|CaseMergeStep|Interview|VisitStatement|CompanionStatement|DuplicateReview|Quarantine|Task|Assignment|Transfer|WorkStep|InformationRequest|Stay|PathStop|CoPresence|LikelySource|SourceEvidence)\./;
    const sealed = new Set(rules.filter(({ effect, onlyWhen }) => effect === "deny" && onlyWhen.join() === "sealed").flatMap(({ coordinates }) => coordinates));
    const opened = rules.filter(({ effect }) => effect === "allow").flatMap(({ coordinates }) => coordinates);
    // told to those assigned alone, and only of a case that they could find
    expect([...new Set(opened)].filter((coordinate) => types.test(coordinate) && !sealed.has(coordinate))).toEqual(["Case.accesses"]);
  });

  it("closes nothing that it does not also open", () => {
    const opened = new Set(rules.filter(({ effect }) => effect === "allow").flatMap(({ coordinates }) => coordinates));
    expect(rules.filter(({ effect }) => effect === "deny").flatMap(({ coordinates }) => coordinates).filter((coordinate) => !opened.has(coordinate))).toEqual([]);
  });

  it("asks of each duty one purpose of its own", () => {
    const asked = Object.fromEntries(duties.map((duty) => [duty, [...new Set(rules.filter((one) => one.duty === duty).map(({ purpose }) => purpose))]]));
    expect(asked).toEqual(purposesAsked);
  });
});

/** By hand from DESIGN section 1; a duty without rows waits for the issue that gives it something to do. */
const purposesAsked = {
  "public-visitor": [],
  "clinic-staff": ["clinic-operation"],
  "content-editor": ["publication"],
  "data-provider": ["provision"],
  "police-officer": ["authorisation"],
  "card-association-officer": ["authorisation"],
  auditor: ["audit"],
  "security-officer": ["security"],
  "system-administrator": ["administration"],
  "local-investigator": ["investigation"],
  "national-investigator": ["investigation"],
  approver: ["authorisation", "response"],
  "disclosure-officer": ["disclosure"],
};

describe("a sound table", () => {
  it.each([
    { what: "an allow for one duty", table: [row()] },
    { what: "an allow of P0 for everyone and any purpose", table: [row(open)] },
    { what: "a change for one duty", table: [mayChange("one", { ...row(), coordinates: [["Mutation.closeFinding"]] })] },
    { what: "a deny for everyone", table: [row(), seal] },
    { what: "no row at all", table: [] },
  ])("loads as it is: $what", ({ table }) => expect(checkedRules(table)).toBe(table));
});

describe("a table with a fault does not load", () => {
  it.each([
    { fault: "an id twice", table: [row(), row()], message: "rule `one` stands twice" },
    { fault: "an unknown duty", table: [row({ duty: "governor" })], message: "names the unknown duty `governor`" },
    { fault: "a duty that every object has", table: [row({ duty: "toString" })], message: "names the unknown duty `toString`" },
    { fault: "an unknown condition", table: [row({ onlyWhen: ["fullMoon"] })], message: "names the unknown condition `fullMoon`" },
    { fault: "a condition that every object has", table: [row({ onlyWhen: ["constructor"] })], message: "names the unknown condition `constructor`" },
    { fault: "an unknown condition of a deny", table: [{ ...seal, onlyWhen: ["fullMoon"] } as unknown as Rule], message: "names the unknown condition `fullMoon`" },
    { fault: "an unknown purpose", table: [row({ purpose: "curiosity" })], message: "names the unknown purpose `curiosity`" },
    { fault: "a class above P0 for everyone", table: [row({ ...open, fieldClass: "P1" })], message: "opens class P1 to everyone" },
    { fault: "a clearance for everyone", table: [row({ ...open, clearance: 1 })], message: "opens class P0 to everyone" },
    { fault: "a change by everyone", table: [row({ ...open, may: "change", coordinates: ["Mutation.reportCrowding"] })], message: "opens class P0 to everyone" },
    { fault: "a class above P0 for any purpose", table: [row({ purpose: "any" })], message: "opens class P2 for any purpose" },
    { fault: "the resident number", table: [row({ fieldClass: "P5", duty: "national-investigator", clearance: 4 })], message: "speaks of class P5, which is never shown" },
    { fault: "more clearance than the duty has", table: [row({ clearance: 3 })], message: "needs more clearance than the duty `auditor` has" },
    { fault: "a class above the clearance", table: [row({ fieldClass: "P3" })], message: "opens class P3 with clearance 2" },
    { fault: "a deny for one duty", table: [{ ...seal, duty: "auditor" } as Rule], message: "rule `seal` is a deny for some" },
    { fault: "a deny for one purpose", table: [{ ...seal, purpose: "audit" } as Rule], message: "rule `seal` is a deny for some" },
    { fault: "a deny from some clearance on", table: [{ ...seal, clearance: 4 } as Rule], message: "rule `seal` is a deny for some" },
    { fault: "a wildcard for a field", table: [row({ coordinates: ["Case.*"] })], message: "has the coordinate `Case.*`" },
    { fault: "a wildcard for a type", table: [row({ coordinates: ["*.id"] })], message: "has the coordinate `*.id`" },
    { fault: "a coordinate without a field", table: [row({ coordinates: ["Case"] })], message: "has the coordinate `Case`" },
    { fault: "a coordinate with an argument", table: [row({ coordinates: ["Query.case(id:)"] })], message: "has the coordinate `Query.case(id:)`" },
    { fault: "a coordinate twice", table: [row({ coordinates: ["Case.id", "Case.sex", "Case.id"] })], message: "lists `Case.id` twice" },
    { fault: "a change of what is read", table: [row({ may: "change" })], message: "may change, but `AuditRecord.id` is to read" },
    { fault: "the reading of a mutation", table: [row({ coordinates: ["Mutation.closeFinding"] })], message: "may read, but `Mutation.closeFinding` is to change" },
  ])("$fault", ({ table, message }) => {
    expect(() => checkedRules(table)).toThrow(expect.objectContaining({ code: "RULE_INVALID", message: expect.stringContaining(message) }));
  });
});

describe("incompatible duties", () => {
  it.each([
    ["local-investigator", "approver"],
    ["national-investigator", "approver"],
    ["approver", "police-officer"],
    ["local-investigator", "data-provider"],
    ["national-investigator", "disclosure-officer"],
    ["system-administrator", "local-investigator"],
    ["system-administrator", "content-editor"],
    ["system-administrator", "security-officer"],
    ["system-administrator", "auditor"],
    ["security-officer", "national-investigator"],
    ["security-officer", "auditor"],
    ["auditor", "local-investigator"],
    ["auditor", "approver"],
    ["auditor", "clinic-staff"],
    ["police-officer", "data-provider"],
  ] as const)("%s and %s are for two persons, in either order", (one, other) => expect([compatible(one, other), compatible(other, one)]).toEqual([false, false]));

  it.each([
    ["local-investigator", "national-investigator"],
    ["clinic-staff", "content-editor"],
    ["local-investigator", "content-editor"],
    ["disclosure-officer", "content-editor"],
    ["public-visitor", "auditor"],
  ] as const)("%s and %s may be one person's, in either order", (one, other) => expect([compatible(one, other), compatible(other, one)]).toEqual([true, true]));

  it("hold between different duties, each pair once", () => {
    expect(duties.filter((duty) => !compatible(duty, duty))).toEqual([]);
    const pairs = incompatibleDuties.map((pair) => pair.toSorted().join(" + "));
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it("leave no administrator, guard or auditor with anything else but what everybody reads", () => {
    for (const duty of ["system-administrator", "security-officer", "auditor"] as const) expect(duties.filter((other) => other !== duty && compatible(duty, other))).toEqual(["public-visitor"]);
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
