/** What no duty and no pair of duties may ever see, whatever the rules come to say: tried on every field with everything but the forbidden thing in favour of the asker. */
import {
  type AccountId,
  type AgencyId,
  type CaseId,
  compatible,
  type Coordinate,
  decider,
  type Duty,
  duties,
  dutyTable,
  makeAbility,
  type Permissions,
  type Principal,
  type Purpose,
  purposes,
  type RegionCode,
  type Resource,
  rowOf,
  type SessionId,
  type Table,
} from "@epigraph/authz";

export type LawFindings = { readonly decisions: number; readonly pairs: number; readonly broken: readonly string[] };

const caseId = "case" as CaseId;
const gangnam = "1168000000" as RegionCode;
/** The row that is hardest to refuse: open, of the own region and agency, published, with evidence behind it. */
const row: Resource = { caseIds: [caseId], regionCode: gangnam, agency: "agency" as AgencyId, sealed: false, published: true, inputs: [{ caseId, dataClass: "interview", interval: { from: 0, to: 1 } }] };
const everything: Permissions = { assigned: () => true, referred: () => true, grantOn: () => true, covers: () => true };
const allButGrants: Permissions = { ...everything, grantOn: () => false, covers: () => false };

/** The frame of a page, which says only whether there are more pages. */
const isFrame = (coordinate: Coordinate): boolean => /(Connection|Edge)\./.test(coordinate);
/** By type, and not by what the rules call them: a rule with the wrong class would hide behind its own mistake. */
const evidenceTypes = ["Stay", "PathStop", "CoPresence", "LikelySource", "SourceEvidence"];
const evidenceFields: readonly Coordinate[] = ["Case.stays", "Case.path", "Case.coPresences", "Case.likelySources"];
const patientTypes = [...evidenceTypes, "Case", "Person", "Contact", "TransmissionLink", "Exposure", "FollowUp", "Sample", "InformationRequest", "Referral"];
/** Duties that look after the platform and see no patient. */
const overseers: readonly Duty[] = ["system-administrator", "security-officer", "auditor"];

export function dutyLaws(table: Table): LawFindings {
  const coordinates = [...new Set(table.rules.flatMap((one) => one.coordinates))].filter((coordinate) => !isFrame(coordinate));
  const ofTypes = (types: readonly string[]): readonly Coordinate[] => coordinates.filter((coordinate) => types.includes(coordinate.split(".")[0] ?? ""));
  const evidence = [...ofTypes(evidenceTypes), ...evidenceFields];
  let decisions = 0;
  const seen = (duty: Duty, fields: readonly Coordinate[], permissions: Permissions): readonly Coordinate[] =>
    purposesOf(duty).flatMap((purpose) => {
      const decide = decider(makeAbility(principal(duty), purpose, table), permissions);
      decisions += fields.length;
      return fields.filter((coordinate) => decide(coordinate)(rowOf(row)).outcome === "allowed");
    });

  const withoutGrant = new Map(duties.map((duty) => [duty, seen(duty, evidence, allButGrants)]));
  const single = duties.flatMap((duty) => (withoutGrant.get(duty) ?? []).map((coordinate) => `the duty ${duty} reads ${coordinate} without a grant`));
  const pairs = duties.flatMap((one, index) => duties.slice(index + 1).flatMap((other) => (compatible(one, other) ? [[one, other] as const] : [])));
  const together = pairs.flatMap(([one, other]) => [...(withoutGrant.get(one) ?? []), ...(withoutGrant.get(other) ?? [])].map((coordinate) => `one person as ${one} and ${other} reads ${coordinate} without a grant`));
  const overseen = overseers.flatMap((duty) => [...seen(duty, [...ofTypes(patientTypes), "Mutation.offerReferral", "Mutation.acceptReferral", "Mutation.endReferral"], everything)].map((coordinate) => `the duty ${duty} sees ${coordinate}`));
  const both = overseers.flatMap((duty) => duties.filter((other) => seesPatients(other) && compatible(duty, other)).map((other) => `one person may be ${duty} and ${other}`));
  return { decisions, pairs: pairs.length, broken: [...single, ...together, ...overseen, ...both] };

  /** Those that rules for the duty ask for, and one that they do not: with any other the decision is the same. */
  function purposesOf(duty: Duty): readonly Purpose[] {
    const asked = purposes.filter((purpose) => table.rules.some((one) => one.duty === duty && one.purpose === purpose));
    const other = purposes.find((purpose) => !asked.includes(purpose));
    return other === undefined ? asked : [...asked, other];
  }

  function seesPatients(duty: Duty): boolean {
    return !overseers.includes(duty) && seen(duty, ofTypes(patientTypes), everything).length > 0;
  }
}

const principal = (duty: Duty): Principal => ({
  account: "account" as AccountId,
  duty,
  clearance: dutyTable[duty].clearance,
  agency: "agency" as AgencyId,
  jurisdictions: [gangnam],
  session: "session" as SessionId,
  authenticatedBy: "otp",
  door: dutyTable[duty].door,
});

/** Tables that break a law, which the laws must find. */
export function unlawfulTables(table: Table): readonly { readonly fault: string; readonly table: Table }[] {
  const weakened = (fault: string, change: (one: Table["rules"][number]) => Partial<Table["rules"][number]> | undefined): { readonly fault: string; readonly table: Table } => {
    const rules = table.rules.map((one) => ({ ...one, ...change(one) }));
    return { fault, table: { ...table, rules } };
  };
  return [
    ...["evidence.local", "evidence.case.national", "source.national", "evidence.case.referred"].map((id) => weakened(`${id} without its grant`, (one) => (one.id === id ? { onlyWhen: one.onlyWhen.filter((name) => !name.startsWith("liveGrant")) } : undefined))),
    ...overseers.map((duty) => weakened(`${duty} sees the cases`, (one) => (one.id === "case.clinical.national" ? { duty, clearance: 1 } : undefined))),
    weakened("the auditor's log has a field of the cases", (one) => (one.id === "log.review" ? { coordinates: [...one.coordinates, "Case.region"] } : undefined)),
    weakened("the administrator ends referrals", (one) => (one.id === "referral.end.national" ? { duty: "system-administrator", clearance: 1, purpose: "administration" } : undefined)),
  ];
}
