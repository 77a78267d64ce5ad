/** The checked-in contracts: what each door has, literally, and that no name of a narrower door stands anywhere in its file. */
import { type Door, doors } from "@epigraph/authz";
import { contractFile, servicesBehind } from "@epigraph/cli";
import { apiSchema } from "@epigraph/schema";
import { readFileSync } from "node:fs";
import { foundIn, privateNames } from "./private-names.js";

const file = (door: Door): string => readFileSync(contractFile(door), "utf8");
const whole = file("clearance");
const narrow = ["public", "agency"] as const;

/** Names that no public or agency file may hold, whatever the rules table says: written by hand from DESIGN section 1. `inInboxes`: those that agencies are told of what is asked of them. */
const neverOutside = [
  "Stay Case Person Contact PathStop CoPresence LikelySource SourceEvidence TransmissionLink Exposure FollowUp Sample AuditRecord ResolverEvent CaseAccess",
  "personKey likelySources coPresences path stays fullName birthYear address case cases infector onsetDate arrival departure contradictions accesses auditRecords dataSubjects",
  "audit local-investigator national-investigator approver auditor security-officer system-administrator disclosure-officer investigation",
].flatMap((line) => line.split(" "));
const inInboxes = "movements authorisation places dwellMinutes".split(" ");

describe.each(narrow)("the file of the %s door", (door) => {
  it("holds no name that belongs to a narrower door", () => {
    const names = privateNames(whole, door);
    expect(names.size).toBeGreaterThan(100);
    expect(foundIn(file(door), names)).toEqual([]);
  });

  it("holds none of these names either, with or without a rule", () => {
    expect(foundIn(file(door), new Set([...neverOutside, ...(door === "agency" ? [] : inInboxes)]))).toEqual([]);
  });

  it("holds no trace of what was taken out", () => {
    expect(file(door)).not.toMatch(/inaccessible|@tag|clearance:[2-4]|nobody/);
  });
});

describe("the check finds what is planted", () => {
  const clean = file("public");
  const plants: readonly (readonly [what: string, from: string, to: string, found: string])[] = [
    ["a field", "type Region\n", "type Region @join__type(graph: CLINICS) {\n  fullName: String\n}\ntype Region\n", "fullName (a field)"],
    ["a type", "scalar LocalDate", "type Stay {\n  code: ID\n}\nscalar LocalDate", "Stay (a type)"],
    ["an argument", "regionCode: ID", "minimumMinutes: Int, regionCode: ID", "minimumMinutes (an argument or input field)"],
    ["a subgraph", "enum join__Graph {", "enum join__Graph {\n  MOVEMENTS", "movements (an enum value)"],
    ["a value of the machinery", "@join__field(graph: REGIONS)", `@join__field(graph: REGIONS, requires: "code personKey")`, "personKey (a directive's value)"],
    ["a key", `key: "id"`, `key: "id onsetDate"`, "onsetDate (a directive's value)"],
    ["a subgraph's address", "http://regions", "http://cases", "cases (a directive's value)"],
    ["a duty", "phone: String", `phone: String @policy(policies: [["duty:auditor"]])`, "auditor (a directive's value)"],
    ["a word in a description", "Name in English.", "Name in English, unlike personKey.", "personKey (a description)"],
    ["a plain word of a description, in backticks", "Name in English.", "Name in English, see `path`.", "path (a description)"],
  ];
  const names = new Set([...privateNames(whole, "public"), ...neverOutside, ...inInboxes]);

  it.each(plants)("%s", (_what, from, to, expected) => {
    expect(clean).toContain(from);
    expect(foundIn(clean.replace(from, to), names)).toContain(expected);
  });

  it("and does not find plain English in descriptions", () => {
    expect(foundIn(clean.replace("Name in English.", "Name in English, in case the path to the place is long."), names)).toEqual([]);
  });
});

describe("the doors have", () => {
  const rootFields = (door: Door): { readonly query: readonly string[]; readonly mutation: readonly string[] } => {
    const schema = apiSchema(file(door));
    const of = (type: { readonly getFields: () => object } | null | undefined): readonly string[] => Object.keys(type?.getFields() ?? {}).toSorted();
    return { query: of(schema.getQueryType()), mutation: of(schema.getMutationType()) };
  };
  const open = ["clinic", "clinics", "noticeStatistics", "region", "regions", "supportProgram", "supportPrograms"];

  it("at the public door what everybody may read, and nothing to change", () => {
    expect(rootFields("public")).toEqual({ query: open, mutation: [] });
  });

  it("at the agency door that, the work of clinic staff, and the inboxes of police, card association and providers", () => {
    expect(rootFields("agency")).toEqual({ query: [...open, "inbox", "inboxItem", "inboxSummary", "inboxChanges", "uploadProfiles"].toSorted(), mutation: ["approveInboxItem", "completeProvision", "denyInboxItem", "registerUploadProfile", "reportCrowding"] });
  });

  it("at the clearance door everything", () => {
    expect(rootFields("clearance").query).toEqual(expect.arrayContaining([...open, "case", "cases", "informationRequest", "auditRecords"]));
    expect(privateNames(whole, "clearance").has("Stay")).toBe(false);
  });

  it("subgraphs behind them: no movements behind the public door, which nobody signs in at, and no audit behind it and the agency door", () => {
    expect(Object.fromEntries(doors.map((door) => [door, [...servicesBehind(door)].toSorted()]))).toEqual({
      public: ["cases", "clinics", "programs"],
      agency: ["cases", "clinics", "movements", "programs"],
      clearance: ["audit", "cases", "clinics", "movements", "programs"],
    });
  });
});
