/** Which door a field is reached through. Literal: from DESIGN section 1, not from the table. */
import { type Door, doors } from "./names.js";
import { deny, mayChange, rule } from "./rule.js";
import { doorsOf, privateArguments } from "./tags.js";

const row = { clearance: 1, fieldClass: "P1", onlyWhen: [], purpose: "publication", approval: "none", basis: "-", retained: "-" } as const;

describe("a field is in the contract of", () => {
  it.each<[string, readonly Door[]]>([
    ["Query.regions", ["public", "agency", "clearance"]],
    ["Region.statistics", ["public", "agency", "clearance"]],
    ["Clinic.crowding", ["public", "agency", "clearance"]],
    ["SupportProgram.summaryKo", ["public", "agency", "clearance"]],
    ["Query.case", ["clearance"]],
    ["Case.id", ["clearance"]],
    ["Case.personKey", ["clearance"]],
    ["Person.fullName", ["clearance"]],
    ["Stay.arrival", ["clearance"]],
    ["Case.likelySources", ["clearance"]],
    ["Region.places", ["clearance"]],
    ["InformationRequest.justification", ["clearance"]],
    ["AuditRecord.account", ["clearance"]],
    ["Query._service", []],
    ["Case.shoeSize", []],
  ])("%s: %j", (coordinate, expected) => {
    expect(doorsOf(coordinate as `${string}.${string}`)).toEqual(expected);
  });
});

describe("the doors of a row", () => {
  const of = (...table: Parameters<typeof doorsOf>[1] & object): readonly Door[] => doorsOf("Clinic.draft", table);

  it("are all doors where everyone may read", () => {
    expect(of(rule("open", { ...row, duty: "everyone", coordinates: [["Clinic.draft"]] }))).toEqual(doors);
  });

  it("are its duty's door, for changes too", () => {
    expect(of(rule("draft", { ...row, duty: "content-editor", coordinates: [["Clinic.draft"]] }))).toEqual(["agency"]);
    expect(doorsOf("Mutation.reportCrowding", [mayChange("report", { ...row, duty: "clinic-staff", coordinates: [["Mutation.reportCrowding"]] })])).toEqual(["agency"]);
  });

  it("are those of all rows together", () => {
    expect(of(rule("draft", { ...row, duty: "content-editor", coordinates: [["Clinic.draft"]] }), rule("review", { ...row, duty: "auditor", coordinates: [["Clinic.draft"]] }))).toEqual(["agency", "clearance"]);
  });

  it("do not come from a deny, nor from rows about other fields", () => {
    expect(of(deny("closed", { may: "read", fieldClass: "P1", onlyWhen: [], basis: "-", coordinates: [["Clinic.draft"]] }), rule("other", { ...row, duty: "everyone", coordinates: [["Clinic.drafts"]] }))).toEqual([]);
  });
});

it("names each private argument once, as a schema coordinate", () => {
  expect(privateArguments.filter(({ element }) => !/^[A-Z]\w*\.\w+(\(\w+:\))?$/.test(element))).toEqual([]);
  expect(new Set(privateArguments.map(({ element }) => element)).size).toBe(privateArguments.length);
});
