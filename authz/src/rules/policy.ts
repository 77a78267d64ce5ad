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

export const policyRules: readonly Rule[] = [
  rule("policy.local", { ...told, duty: "local-investigator", clearance: 4, purpose: "investigation", coordinates: [policy] }),
  rule("policy.national", { ...told, duty: "national-investigator", clearance: 4, purpose: "investigation", coordinates: [policy] }),
  rule("policy.authorisation", { ...told, duty: "approver", clearance: 3, purpose: "authorisation", coordinates: [policy] }),
  rule("policy.response", { ...approving, coordinates: [policy] }),
  // that two persons are needed is bound in the database
  mayChange("policy.disease", { ...approving, coordinates: [fields("Mutation", "proposeDisease confirmDisease refuseDisease")] }),
  mayChange("policy.respond", { ...approving, coordinates: [fields("Mutation", "declareResponse confirmResponse withdrawResponse proposeEndOfResponse confirmEndOfResponse continueResponse")] }),
];
