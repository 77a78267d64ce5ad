/** Cases, persons, clusters and what surrounds a case: clinical data (P2) by jurisdiction, identity (P3) by assignment. */
import type { ConditionName } from "../conditions.js";
import { type Rule, deny, fields, mayChange, page, rule } from "../rule.js";

const ways = fields("Query", "case cases caseByStub cluster clusters referrals");
const pages = ["Case", "Cluster", "TransmissionLink", "Exposure", "FollowUp", "Sample", "Referral"].flatMap(page);

const caseFields = fields(
  "Case",
  "id personKey disease classification region ageBand sex onsetDate samplingDate confirmationDate reportingDate isolationDate outcome outcomeDate infectionSetting cluster sourceSystem sourceRecord transmissionLinks exposures samples person",
);
const clusterFields = fields("Cluster", "id nameKo nameEn region place setting reportedCount cases");
/** Rows that belong to a case and are reached only through it. */
const parts = [
  ...fields("TransmissionLink", "id infector infectee infectorStub infecteeStub basis setting"),
  ...fields("Exposure", "id contact exposedCase lastContactDate exposureType setting frequency duration certainty"),
  ...fields("FollowUp", "id day number status"),
  ...fields("Sample", "id takenDate resultDate sampleType testType result laboratory"),
];
const contactFields = fields("Contact", "id personKey region status ageBand sex lastContactDate followUpFrom followUpTo becameCase followUps samples person");
const identity = fields("Person", "fullName phone address birthYear birthDate nationality");

const investigation = { purpose: "investigation", retained: "end of response" } as const;
const clinical = { ...investigation, fieldClass: "P2", approval: "none", basis: "IDCPA 18" } as const;
const person = { ...investigation, fieldClass: "P3", approval: "assignment", basis: "IDCPA 18" } as const;

const referralFields = fields("Referral", "id case stub toAgency state reason offeredBy offeredAt acceptedBy acceptedAt endedAt");
/** What is told of a case of another jurisdiction, and of whom to call (docs: the declassification list). */
const directory = [...fields("CaseStub", "id agency"), ...fields("Agency", "id nameKo nameEn phone region"), ...fields("Query", "agency agencies"), ...page("Agency")];

type Reach = { readonly name: string; readonly duty: "local-investigator" | "national-investigator"; readonly rows: readonly ConditionName[] };
/** Which cases an investigator reaches: each line is a way of its own. */
export const reaches: readonly Reach[] = [
  { name: "local", duty: "local-investigator", rows: ["inOwnJurisdiction"] },
  { name: "referred", duty: "local-investigator", rows: ["referredToMyAgency"] },
  { name: "national", duty: "national-investigator", rows: [] },
];
const investigators = [
  { name: "local", duty: "local-investigator" },
  { name: "national", duty: "national-investigator" },
] as const;

export const caseRules: readonly Rule[] = [
  ...investigators.flatMap(({ name, duty }) => [
    rule(`case.list.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: [], coordinates: [ways, pages, clusterFields] }),
    rule(`agency.directory.${name}`, { ...clinical, duty, clearance: 4, fieldClass: "P1", onlyWhen: [], coordinates: [directory] }),
  ]),
  ...reaches.flatMap(({ name, duty, rows }) => [
    rule(`case.clinical.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: rows, coordinates: [caseFields, parts, contactFields] }),
    rule(`person.${name}`, { ...person, duty, clearance: 4, onlyWhen: [...rows, "assignedToMe"], coordinates: [identity] }),
  ]),
  // a referral is seen by the agency that keeps the case and by the one that is to take it
  rule("referral.offered.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["inOwnJurisdiction"], coordinates: [referralFields] }),
  rule("referral.received.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["ofMyAgency"], coordinates: [referralFields] }),
  rule("referral.national", { ...clinical, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [referralFields] }),
  mayChange("referral.offer.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["inOwnJurisdiction"], coordinates: [fields("Mutation", "offerReferral")] }),
  mayChange("referral.offer.national", { ...clinical, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [fields("Mutation", "offerReferral")] }),
  mayChange("referral.accept.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["ofMyAgency"], coordinates: [fields("Mutation", "acceptReferral")] }),
  mayChange("referral.end.offered.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["inOwnJurisdiction"], coordinates: [fields("Mutation", "endReferral")] }),
  mayChange("referral.end.received.local", { ...clinical, duty: "local-investigator", clearance: 4, onlyWhen: ["ofMyAgency"], coordinates: [fields("Mutation", "endReferral")] }),
  mayChange("referral.end.national", { ...clinical, duty: "national-investigator", clearance: 4, onlyWhen: [], coordinates: [fields("Mutation", "endReferral")] }),
  rule("case.list.approver", { ...clinical, duty: "approver", clearance: 3, purpose: "authorisation", onlyWhen: [], coordinates: [fields("Query", "case"), fields("Cluster", "id nameKo nameEn region setting reportedCount")] }),
  rule("case.clinical.approver", {
    ...clinical,
    duty: "approver",
    clearance: 3,
    purpose: "authorisation",
    onlyWhen: [],
    coordinates: [fields("Case", "id disease classification region ageBand sex onsetDate samplingDate confirmationDate reportingDate isolationDate infectionSetting cluster")],
  }),
  // specially protected persons: nobody reads or changes anything through the ordinary ways
  deny("sealed.clinical", { may: "read", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [caseFields, parts, contactFields, referralFields, fields("Case", "informationRequests")] }),
  deny("sealed.identity", { may: "read", fieldClass: "P3", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [identity] }),
  deny("sealed.change", { may: "change", fieldClass: "P2", basis: "PIPA 23", onlyWhen: ["sealed"], coordinates: [fields("Mutation", "offerReferral acceptReferral endReferral")] }),
];
