/** Background jobs: whoever works at the clearance door sees and cancels the own ones; the administrator sees how all of them go. What a job is about is no field, and its result has rules of its own. */
import type { Duty, Purpose } from "../names.js";
import { type Rule, fields, mayChange, page, rule } from "../rule.js";

/** For what each duty asks for jobs. A job is its asker's alone: the database shows nobody else's, but to the administrator. */
const askers: readonly (readonly [Duty, Purpose])[] = [
  ["auditor", "audit"],
  ["security-officer", "security"],
  ["system-administrator", "administration"],
  ["local-investigator", "investigation"],
  ["national-investigator", "investigation"],
  ["approver", "authorisation"],
  ["disclosure-officer", "disclosure"],
];

const jobFields = fields("Job", "id kind state phase done total runs askedBy agency askedAt startedAt endedAt changedAt errorCode cancelAskedAt");

export const jobRules: readonly Rule[] = askers.flatMap(([duty, purpose]) => {
  const own = { duty, clearance: 1, fieldClass: "P1", purpose, approval: "none", basis: "PIPA 29", retained: "30 days", onlyWhen: [] } as const;
  return [
    rule(`job.${duty}`, { ...own, coordinates: [fields("Query", "job jobs jobChanges"), jobFields, page("Job")] }),
    mayChange(`job.cancel.${duty}`, { ...own, coordinates: [fields("Mutation", "cancelJob")] }),
  ];
});
