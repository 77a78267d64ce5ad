/** Cases, persons, clusters and what surrounds a case: clinical data (P2) by jurisdiction, identity (P3) by assignment. */
import type { ConditionName } from "../conditions.js";
import { type Coordinate, type Rule, fields, page, rule } from "../rule.js";

const ways = fields("Query", "case cases cluster clusters");
const pages = ["Case", "Cluster", "TransmissionLink", "Exposure", "FollowUp", "Sample"].flatMap(page);

const caseFields = fields(
  "Case",
  "id personKey disease classification region ageBand sex onsetDate samplingDate confirmationDate reportingDate isolationDate outcome outcomeDate infectionSetting cluster sourceSystem sourceRecord transmissionLinks exposures samples person",
);
const clusterFields = fields("Cluster", "id nameKo nameEn region place setting reportedCount cases");
/** Rows that belong to a case and are reached only through it. */
const parts = [
  ...fields("TransmissionLink", "id infector infectee basis setting"),
  ...fields("Exposure", "id contact exposedCase lastContactDate exposureType setting frequency duration certainty"),
  ...fields("FollowUp", "id day number status"),
  ...fields("Sample", "id takenDate resultDate sampleType testType result laboratory"),
];
const contactFields = fields("Contact", "id personKey region status ageBand sex lastContactDate followUpFrom followUpTo becameCase followUps samples person");
const identity = fields("Person", "fullName phone address birthYear");

const investigation = { purpose: "investigation", retained: "end of response" } as const;
const clinical = { ...investigation, fieldClass: "P2", approval: "none", basis: "IDCPA 18" } as const;
const person = { ...investigation, fieldClass: "P3", approval: "assignment", basis: "IDCPA 18" } as const;

type Reach = { readonly name: string; readonly duty: "local-investigator" | "national-investigator"; readonly rows: readonly ConditionName[] };
const reaches: readonly Reach[] = [
  { name: "local", duty: "local-investigator", rows: ["inOwnJurisdiction", "notSealed"] },
  { name: "national", duty: "national-investigator", rows: ["notSealed"] },
];

export const caseRules: readonly Rule[] = [
  ...reaches.flatMap(({ name, duty, rows }) => [
    rule(`case.list.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: [], coordinates: [ways, pages, clusterFields] }),
    rule(`case.clinical.${name}`, { ...clinical, duty, clearance: 4, onlyWhen: rows, coordinates: [caseFields, parts, contactFields] }),
    rule(`person.${name}`, { ...person, duty, clearance: 4, onlyWhen: [...rows, "assignedToMe"], coordinates: [identity] }),
  ]),
  rule("case.list.approver", { ...clinical, duty: "approver", clearance: 3, purpose: "authorisation", onlyWhen: [], coordinates: [fields("Query", "case"), fields("Cluster", "id nameKo nameEn region setting reportedCount")] }),
  rule("case.clinical.approver", {
    ...clinical,
    duty: "approver",
    clearance: 3,
    purpose: "authorisation",
    onlyWhen: ["notSealed"],
    coordinates: [fields("Case", "id disease classification region ageBand sex onsetDate samplingDate confirmationDate reportingDate isolationDate infectionSetting cluster") satisfies Coordinate[]],
  }),
];
