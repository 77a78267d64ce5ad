/** Policy data with two owners: diseases as data, and the responses without which the platform does not work. Read by who works with them, written by approvers. */
import { type Rule, fields, mayChange, page, rule } from "../rule.js";

const told = { fieldClass: "P1", approval: "none", basis: "IDCPA 34", retained: "2 years", onlyWhen: [] } as const;

const policy = [
  ...fields("Query", "diseases responses"),
  ...page("Disease"),
  ...page("OutbreakResponse"),
  ...fields("Disease", "id code version nameKo nameEn serialInterval incubation infectiousDaysBeforeOnset infectiousSource quarantineDays quarantineSource state steps"),
  ...fields("Delay", "family mean standardDeviation mu sigma source"),
  ...fields("OutbreakResponse", "id disease legalBasis state declaredAt steps"),
  ...fields("PolicyStep", "step by at reason"),
];

const approving = { ...told, duty: "approver", clearance: 3, purpose: "response" } as const;

/** What two persons decide on before anything is destroyed for good: counts, orders, and nobody. */
const purges = [...fields("Query", "purgePlans"), ...page("PurgePlan"), ...fields("PurgePlan", "id kind diseaseCode planHash everything heldPersons counts plannedAt expiresAt state steps"), ...fields("PurgeCount", "tableName totalRows goingRows heldRows keptRows")];
const holds = [...fields("Query", "legalHolds"), ...page("LegalHold"), ...fields("LegalHold", "id kind target authority orderNumber orderDate heldUntil state proposedAt steps")];
const confirming = { ...told, duty: "system-administrator", clearance: 1, purpose: "administration" } as const;

export const policyRules: readonly Rule[] = [
  rule("policy.local", { ...told, duty: "local-investigator", clearance: 4, purpose: "investigation", coordinates: [policy] }),
  rule("policy.national", { ...told, duty: "national-investigator", clearance: 4, purpose: "investigation", coordinates: [policy] }),
  rule("policy.authorisation", { ...told, duty: "approver", clearance: 3, purpose: "authorisation", coordinates: [policy] }),
  rule("policy.response", { ...approving, coordinates: [policy] }),
  rule("policy.purges", { ...approving, coordinates: [purges, holds] }),
  mayChange("policy.purge.approve", { ...approving, coordinates: [fields("Mutation", "approvePurge refusePurge")] }),
  mayChange("policy.hold", { ...approving, coordinates: [fields("Mutation", "proposeLegalHold confirmLegalHold withdrawLegalHold proposeHoldRelease confirmHoldRelease keepLegalHold")] }),
  rule("policy.purges.administrator", { ...confirming, coordinates: [purges, fields("PolicyStep", "step by at reason")] }),
  mayChange("policy.purge.confirm", { ...confirming, coordinates: [fields("Mutation", "confirmPurge")] }),
  // that two persons are needed is bound in the database
  mayChange("policy.disease", { ...approving, coordinates: [fields("Mutation", "proposeDisease confirmDisease refuseDisease")] }),
  mayChange("policy.respond", { ...approving, coordinates: [fields("Mutation", "declareResponse confirmResponse withdrawResponse proposeEndOfResponse confirmEndOfResponse continueResponse")] }),
];
