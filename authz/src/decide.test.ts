/** How the real rules decide, with the rule that decided: one line for each way of a decision. All of who may what is in the oracle (authz/oracle); made-up rules are in deny.test.ts. */
import { abilityFor, decider, rowOf } from "./decide.js";
import { dutyTable } from "./duties.js";
import { type AccountId, type AgencyId, type CaseId, type DataClass, type Duty, duties, type GrantId, type Interval, type Purpose, type RegionCode, type RequestId, type SessionId } from "./names.js";
import { type Permissions, permissionSet } from "./permissions.js";
import type { Decision, Principal } from "./principal.js";
import type { Resource } from "./resource.js";
import type { Coordinate } from "./rule.js";

const gangnam = "1168000000" as RegionCode;
const seocho = "1165000000" as RegionCode;
const seoul = "1100000000" as RegionCode;
const busan = "2600000000" as RegionCode;
const caseA = "case-a" as CaseId;
const now = Date.UTC(2020, 4, 10);
const window: Interval = { from: Date.UTC(2020, 4, 1), to: Date.UTC(2020, 4, 8) };

const holder = (duty: Duty, ...jurisdictions: RegionCode[]): Principal => ({
  account: `the ${duty}` as AccountId,
  duty,
  clearance: dutyTable[duty].clearance,
  agency: "agency" as AgencyId,
  jurisdictions,
  session: "s" as SessionId,
  authenticatedBy: "otp",
  door: dutyTable[duty].door,
});

/** The principals, each with the purpose of the duty. */
const people = {
  visitor: [holder("public-visitor"), "public-information"],
  gangnamInvestigator: [holder("local-investigator", gangnam), "investigation"],
  seoulInvestigator: [holder("local-investigator", seoul), "investigation"],
  nationalInvestigator: [holder("national-investigator"), "investigation"],
  approver: [holder("approver"), "authorisation"],
  clinicStaff: [holder("clinic-staff"), "clinic-operation"],
  editor: [holder("content-editor"), "publication"],
  auditor: [holder("auditor"), "audit"],
} as const satisfies Record<string, readonly [Principal, Purpose]>;

const aCase = (change: Partial<Resource> = {}): Resource => ({ caseIds: [caseA], regionCode: gangnam, sealed: false, ...change });
const evidence = (change: { readonly dataClass?: DataClass; readonly caseId?: CaseId; readonly interval?: Interval } = {}): Resource => ({
  ...aCase(),
  inputs: [{ caseId: caseA, dataClass: "telecom-location", interval: { from: window.from + 1, to: window.to - 1 }, ...change }],
});
const rows = {
  "of Gangnam": aCase(),
  "of Seocho": aCase({ regionCode: seocho }),
  "of Busan": aCase({ regionCode: busan }),
  "of the province itself": aCase({ regionCode: seoul }),
  "of no known region": { caseIds: [caseA], sealed: false },
  "of Gangnam, sealed": aCase({ sealed: true }),
  "of Gangnam, seal unknown": { caseIds: [caseA], regionCode: gangnam },
  "of Seocho, sealed": aCase({ regionCode: seocho, sealed: true }),
  "of another case": aCase({ caseIds: ["case-b" as CaseId] }),
  "of two cases": aCase({ caseIds: ["case-b" as CaseId, caseA] }),
  "of Seocho, offered to the own agency": aCase({ regionCode: seocho, agency: "agency" as AgencyId }),
  published: { published: true },
  unpublished: { published: false },
  "unpublished, of the own agency": { published: false, agency: "agency" as AgencyId },
  "unpublished, of another agency": { published: false, agency: "another" as AgencyId },
  "of unknown state": {},
  evidence: evidence(),
  "evidence before the window": evidence({ interval: { from: window.from - 1, to: window.to } }),
  "evidence after the window": evidence({ interval: { from: window.from, to: window.to + 1 } }),
  "evidence of another class": evidence({ dataClass: "card-use" }),
  "evidence of another case": evidence({ caseId: "case-b" as CaseId }),
  "derived from two, one ungranted": { ...evidence(), inputs: [...(evidence().inputs ?? []), ...(evidence({ dataClass: "card-use" }).inputs ?? [])] },
  "derived from nothing": { ...aCase(), inputs: [] },
} as const satisfies Record<string, Resource>;

type Person = keyof typeof people;
type Row = keyof typeof rows;
type Held = "nothing" | "assignment" | "referral" | "referral, grant" | "grant" | "expired grant" | "grant of another account" | "grant for an audit";

function heldBy(principal: Principal, purpose: Purpose, held: Held): Permissions {
  const set = permissionSet(principal.account, purpose, now);
  const grant = { id: "g" as GrantId, request: "r" as RequestId, holders: [principal.account], cases: [caseA], dataClass: "telecom-location", window, purpose, notBefore: now - 10, notAfter: now + 10 } as const;
  if (held === "assignment") set.addAssignment(caseA);
  if (held.startsWith("referral")) set.addReferral(caseA);
  if (held === "grant" || held === "referral, grant") set.addGrant(grant);
  if (held === "expired grant") set.addGrant({ ...grant, notAfter: now });
  if (held === "grant of another account") set.addGrant({ ...grant, holders: ["somebody else" as AccountId] });
  if (held === "grant for an audit") set.addGrant({ ...grant, purpose: "audit" });
  return set;
}

function ask(person: Person, coordinate: Coordinate, row: Row, held: Held = "nothing"): Decision {
  const [principal, purpose] = people[person];
  return decider(abilityFor(principal, purpose), heldBy(principal, purpose, held))(coordinate)(rowOf(rows[row]));
}

type Lines = readonly (readonly [person: Person, coordinate: Coordinate, row: Row, held: Held, outcome: Decision["outcome"], ruleId: string | undefined])[];
const assertLines = (lines: Lines): void =>
  it.each(lines)("%s asks for %s %s, holding %s: %s", (person, coordinate, row, held, outcome, ruleId) => {
    expect(ask(person, coordinate, row, held)).toEqual({ outcome, ruleId });
  });

describe("public information (P0)", () => {
  assertLines([
    ["visitor", "Clinic.nameKo", "published", "nothing", "allowed", "clinic.public"],
    ["visitor", "Clinic.nameKo", "unpublished", "nothing", "denied", "clinic.public"],
    ["visitor", "Clinic.nameKo", "of unknown state", "nothing", "denied", "clinic.public"],
    ["auditor", "Clinic.nameKo", "published", "nothing", "allowed", "clinic.public"],
    ["visitor", "Region.statistics", "of unknown state", "nothing", "allowed", "region.public"],
  ]);
});

describe("clinical data (P2) goes by jurisdiction", () => {
  assertLines([
    ["gangnamInvestigator", "Case.onsetDate", "of Gangnam", "nothing", "allowed", "case.clinical.local"],
    ["gangnamInvestigator", "Case.onsetDate", "of Seocho", "nothing", "denied", "case.clinical.local"],
    ["gangnamInvestigator", "Case.onsetDate", "of the province itself", "nothing", "denied", "case.clinical.local"],
    ["gangnamInvestigator", "Case.onsetDate", "of no known region", "nothing", "denied", "case.clinical.local"],
    ["gangnamInvestigator", "Case.onsetDate", "of Gangnam, sealed", "nothing", "denied", "sealed.clinical"],
    ["gangnamInvestigator", "Case.onsetDate", "of Gangnam, seal unknown", "nothing", "denied", "sealed.clinical"],
    ["seoulInvestigator", "Case.onsetDate", "of Gangnam", "nothing", "allowed", "case.clinical.local"],
    ["seoulInvestigator", "Case.onsetDate", "of Seocho", "nothing", "allowed", "case.clinical.local"],
    ["seoulInvestigator", "Case.onsetDate", "of the province itself", "nothing", "allowed", "case.clinical.local"],
    ["seoulInvestigator", "Case.onsetDate", "of Busan", "nothing", "denied", "case.clinical.local"],
    ["nationalInvestigator", "Case.onsetDate", "of Busan", "nothing", "allowed", "case.clinical.national"],
    ["nationalInvestigator", "Case.onsetDate", "of no known region", "nothing", "allowed", "case.clinical.national"],
    ["nationalInvestigator", "Case.onsetDate", "of Gangnam, sealed", "assignment", "denied", "sealed.clinical"],
    ["approver", "Case.onsetDate", "of Busan", "nothing", "allowed", "case.clinical.approver"],
    ["approver", "Case.onsetDate", "of Gangnam, sealed", "nothing", "denied", "sealed.clinical"],
    ["approver", "Case.personKey", "of Busan", "nothing", "denied", undefined],
    ["auditor", "Case.onsetDate", "of Gangnam", "assignment", "denied", undefined],
    ["visitor", "Case.onsetDate", "of Gangnam", "assignment", "denied", undefined],
  ]);
});

describe("identity (P3) needs an assignment on top", () => {
  assertLines([
    ["gangnamInvestigator", "Person.fullName", "of Gangnam", "nothing", "approval-required", "person.local"],
    ["gangnamInvestigator", "Person.fullName", "of Gangnam", "grant", "approval-required", "person.local"],
    ["gangnamInvestigator", "Person.fullName", "of Gangnam", "assignment", "allowed", "person.local"],
    ["gangnamInvestigator", "Person.fullName", "of two cases", "assignment", "allowed", "person.local"],
    ["gangnamInvestigator", "Person.fullName", "of another case", "assignment", "approval-required", "person.local"],
    ["nationalInvestigator", "Person.fullName", "of Busan", "nothing", "approval-required", "person.national"],
    ["nationalInvestigator", "Person.fullName", "of Busan", "assignment", "allowed", "person.national"],
    ["approver", "Person.fullName", "of Gangnam", "assignment", "denied", undefined],
  ]);
});

describe("an approval is not held out where none could help", () => {
  assertLines([
    ["gangnamInvestigator", "Person.fullName", "of Seocho", "nothing", "denied", "person.local"],
    ["gangnamInvestigator", "Person.fullName", "of Seocho", "assignment", "denied", "person.local"],
    ["gangnamInvestigator", "Person.fullName", "of Gangnam, sealed", "assignment", "denied", "sealed.identity"],
    ["nationalInvestigator", "Person.fullName", "of Seocho, sealed", "assignment", "denied", "sealed.identity"],
    ["gangnamInvestigator", "Case.stays", "of Seocho", "grant", "denied", "evidence.case.local"],
  ]);
});

describe("location evidence (P4) needs a live grant over case, class and window of every input", () => {
  assertLines([
    ["gangnamInvestigator", "Case.stays", "of Gangnam", "assignment", "approval-required", "evidence.case.local"],
    ["gangnamInvestigator", "Case.stays", "of Gangnam", "grant", "allowed", "evidence.case.local"],
    ["gangnamInvestigator", "Case.stays", "of Gangnam, sealed", "grant", "denied", "sealed.evidence"],
    ["nationalInvestigator", "Stay.arrival", "evidence", "nothing", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence", "assignment", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence", "grant", "allowed", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence", "expired grant", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence", "grant of another account", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence", "grant for an audit", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence before the window", "grant", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence after the window", "grant", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence of another class", "grant", "approval-required", "evidence.national"],
    ["nationalInvestigator", "Stay.arrival", "evidence of another case", "grant", "approval-required", "evidence.national"],
    ["nationalInvestigator", "CoPresence.distanceMetres", "derived from two, one ungranted", "grant", "approval-required", "evidence.national"],
    ["nationalInvestigator", "PathStop.arrival", "derived from nothing", "grant", "approval-required", "evidence.national"],
    ["approver", "Stay.arrival", "evidence", "grant", "denied", undefined],
    ["auditor", "Stay.arrival", "evidence", "grant", "denied", undefined],
    ["visitor", "Stay.arrival", "evidence", "grant", "denied", undefined],
  ]);
});

describe("a case that another agency referred", () => {
  assertLines([
    ["gangnamInvestigator", "Case.onsetDate", "of Seocho", "referral", "allowed", "case.clinical.referred"],
    ["gangnamInvestigator", "Person.fullName", "of Seocho", "referral", "approval-required", "person.referred"],
    ["gangnamInvestigator", "Case.stays", "of Seocho", "referral", "approval-required", "evidence.case.referred"],
    ["gangnamInvestigator", "Case.stays", "of Seocho", "referral, grant", "allowed", "evidence.case.referred"],
    ["gangnamInvestigator", "Case.onsetDate", "of Seocho, sealed", "referral", "denied", "sealed.clinical"],
    ["gangnamInvestigator", "Case.onsetDate", "of Seocho, offered to the own agency", "nothing", "denied", "case.clinical.local"],
    ["gangnamInvestigator", "Referral.reason", "of Seocho, offered to the own agency", "nothing", "allowed", "referral.received.local"],
    ["gangnamInvestigator", "Referral.reason", "of Seocho", "nothing", "denied", "referral.offered.local"],
    ["approver", "Referral.reason", "of Gangnam", "referral", "denied", undefined],
  ]);
});

describe("a mutation is decided by the row that it acts on", () => {
  assertLines([
    ["gangnamInvestigator", "Mutation.offerReferral", "of Gangnam", "nothing", "allowed", "referral.offer.local"],
    ["gangnamInvestigator", "Mutation.offerReferral", "of Seocho", "referral", "denied", "referral.offer.local"],
    ["gangnamInvestigator", "Mutation.offerReferral", "of Gangnam, sealed", "nothing", "denied", "sealed.change"],
    ["gangnamInvestigator", "Mutation.acceptReferral", "of Seocho, offered to the own agency", "nothing", "allowed", "referral.accept.local"],
    ["gangnamInvestigator", "Mutation.acceptReferral", "of Gangnam", "nothing", "denied", "referral.accept.local"],
    ["nationalInvestigator", "Mutation.acceptReferral", "of Gangnam", "nothing", "denied", undefined],
    ["clinicStaff", "Mutation.reportCrowding", "unpublished, of the own agency", "nothing", "allowed", "clinic.crowding"],
    ["clinicStaff", "Mutation.reportCrowding", "unpublished, of another agency", "nothing", "denied", "clinic.crowding"],
    ["clinicStaff", "Mutation.reportCrowding", "published", "nothing", "denied", "clinic.crowding"],
    ["editor", "Mutation.reportCrowding", "unpublished, of the own agency", "nothing", "denied", undefined],
  ]);
});

describe("drafts go by agency", () => {
  assertLines([
    ["clinicStaff", "Clinic.nameKo", "unpublished, of the own agency", "nothing", "allowed", "clinic.own"],
    ["clinicStaff", "Clinic.nameKo", "unpublished, of another agency", "nothing", "denied", "clinic.public"],
    ["clinicStaff", "Clinic.nameKo", "unpublished", "nothing", "denied", "clinic.public"],
    ["editor", "SupportProgram.titleKo", "unpublished, of the own agency", "nothing", "allowed", "program.own"],
    ["editor", "Clinic.nameKo", "unpublished, of the own agency", "nothing", "denied", "clinic.public"],
    ["visitor", "Clinic.nameKo", "unpublished, of the own agency", "nothing", "denied", "clinic.public"],
  ]);
});

describe("requests and the access log", () => {
  assertLines([
    ["gangnamInvestigator", "InformationRequest.justification", "of Gangnam", "nothing", "allowed", "request.local"],
    ["gangnamInvestigator", "InformationRequest.justification", "of Seocho", "nothing", "denied", "request.local"],
    ["approver", "InformationRequest.justification", "of Busan", "nothing", "allowed", "request.approver"],
    ["auditor", "AuditRecord.account", "of unknown state", "nothing", "allowed", "log.review"],
    ["nationalInvestigator", "AuditRecord.account", "of unknown state", "nothing", "denied", undefined],
    ["gangnamInvestigator", "Case.accesses", "of Gangnam", "nothing", "approval-required", "log.own-case.local"],
    ["gangnamInvestigator", "Case.accesses", "of Gangnam", "assignment", "allowed", "log.own-case.local"],
  ]);
});

describe("an operation is refused before it runs", () => {
  const [investigator] = people.gangnamInvestigator;
  it.each([
    { who: "a visitor", principal: people.visitor[0], purpose: "public-information", coordinate: "Case.onsetDate", refusal: "CLEARANCE_REQUIRED" },
    { who: "an investigator without the purpose", principal: investigator, purpose: "public-information", coordinate: "Case.onsetDate", refusal: "PURPOSE_REQUIRED" },
    { who: "an investigator with the purpose of another duty", principal: investigator, purpose: "audit", coordinate: "Case.onsetDate", refusal: "PURPOSE_REQUIRED" },
    { who: "an auditor who states an investigation", principal: people.auditor[0], purpose: "investigation", coordinate: "Case.onsetDate", refusal: "CLEARANCE_REQUIRED" },
    { who: "an investigator with the purpose", principal: investigator, purpose: "investigation", coordinate: "Case.onsetDate", refusal: undefined },
    { who: "an investigator whose token says less clearance", principal: { ...investigator, clearance: 3 }, purpose: "investigation", coordinate: "Case.onsetDate", refusal: "CLEARANCE_REQUIRED" },
    { who: "an approver who would refer a case", principal: people.approver[0], purpose: "authorisation", coordinate: "Mutation.offerReferral", refusal: "CLEARANCE_REQUIRED" },
    { who: "an investigator who would refer a case for no purpose", principal: investigator, purpose: "public-information", coordinate: "Mutation.offerReferral", refusal: "PURPOSE_REQUIRED" },
    { who: "anyone who asks for the schema", principal: investigator, purpose: "investigation", coordinate: "Query._service", refusal: "CLEARANCE_REQUIRED" },
    { who: "anyone who asks for a field without a rule", principal: investigator, purpose: "investigation", coordinate: "Case.shoeSize", refusal: "CLEARANCE_REQUIRED" },
  ] as const)("$who, $coordinate: $refusal", ({ principal, purpose, coordinate, refusal }) => {
    const ability = abilityFor(principal, purpose);
    expect(ability.refusal(coordinate)).toBe(refusal);
    if (refusal !== undefined) expect(decider(ability, heldBy(principal, purpose, "grant"))(coordinate)(rowOf(rows["of Gangnam"]))).toEqual({ outcome: "denied", ruleId: undefined });
  });

  it.each(duties.filter((duty) => !["local-investigator", "national-investigator", "approver"].includes(duty)))("%s reaches no case, person or stay for any purpose", (duty) => {
    for (const purpose of ["investigation", "authorisation", "audit", "security", "administration", "public-information"] as const)
      for (const coordinate of ["Query.cases", "Case.id", "Person.fullName", "Stay.arrival", "PathStop.place", "LikelySource.case"] as const) expect([coordinate, abilityFor(holder(duty, seoul), purpose).refusal(coordinate)]).toEqual([coordinate, "CLEARANCE_REQUIRED"]);
  });
});

describe("what is kept between requests", () => {
  it("never holds a grant: the same ability without the grant refuses again", () => {
    const [principal, purpose] = people.nationalInvestigator;
    const ability = abilityFor(principal, purpose);
    const outcomes = (["grant", "nothing"] as const).map((held) => decider(ability, heldBy(principal, purpose, held))("Stay.arrival")(rowOf(rows.evidence)).outcome);
    expect(outcomes).toEqual(["allowed", "approval-required"]);
    expect(abilityFor({ ...principal, account: "another" as AccountId }, purpose)).toBe(ability);
  });

  it("is kept apart by duty, jurisdiction, agency, clearance and purpose", () => {
    const [principal] = people.gangnamInvestigator;
    const other = [{}, { jurisdictions: [seocho] }, { clearance: 2 }, { agency: "another" as AgencyId }, { duty: "national-investigator" }] as const;
    const made = [...other.map((change) => abilityFor({ ...principal, ...change }, "investigation")), abilityFor(principal, "audit")];
    expect(new Set(made).size).toBe(made.length);
  });
});

it("a conditional field without a row is refused", () => {
  expect(decider(abilityFor(...people.gangnamInvestigator), heldBy(...people.gangnamInvestigator, "assignment"))("Case.onsetDate")(undefined).outcome).toBe("denied");
});

describe("a row that several cases lead to", () => {
  const [principal, purpose] = people.gangnamInvestigator;
  const contact: Resource = { caseIds: [caseA, "case-b" as CaseId], regionCode: "2635000000" as RegionCode, sealed: false };
  const asked = (assignedTo: CaseId): Decision["outcome"] => {
    const held = permissionSet(principal.account, purpose, now);
    held.addReferral(caseA);
    held.addAssignment(assignedTo);
    return decider(abilityFor(principal, purpose), held)("Person.phone")(rowOf(contact)).outcome;
  };

  it("opens when all that a rule asks holds of one of them", () => {
    expect(asked(caseA)).toBe("allowed");
  });

  it("does not open by one condition of one case and another of the other", () => {
    expect(asked("case-b" as CaseId)).toBe("approval-required");
  });
});
