/** The access log: the auditor sees every record without persons; an assigned investigator sees who else opened the case, by agency. */
import { type Rule, fields, page, rule } from "../rule.js";

export const auditRules: readonly Rule[] = [
  rule("log.review", {
    duty: "auditor",
    clearance: 2,
    fieldClass: "P2",
    purpose: "audit",
    approval: "none",
    basis: "PIPA 29",
    retained: "2 years",
    onlyWhen: [],
    coordinates: [
      fields("Query", "auditRecord auditRecords"),
      fields(
        "AuditRecord",
        "id writer sequence recorded service correlation account duty clearance agency jurisdictions session door purpose operationName operationHash outcome resolverEvents dataSubjects",
      ),
      fields("ResolverEvent", "coordinate outcome ruleId count dataSubjects"),
      fields("DataSubjectCount", "dataSubject count"),
      page("AuditRecord"),
      page("ResolverEvent"),
      page("DataSubjectCount"),
    ],
  }),
  ...(["local-investigator", "national-investigator"] as const).flatMap((duty) => {
    const name = duty === "local-investigator" ? "local" : "national";
    const own = { duty, clearance: 4, fieldClass: "P2", purpose: "investigation", approval: "assignment", basis: "PIPA 29", retained: "2 years" } as const;
    return [
      rule(`log.own-case.${name}`, { ...own, onlyWhen: ["assignedToMe"], coordinates: [fields("Case", "accesses"), fields("CaseAccess", "recorded agency duty purpose outcome")] }),
      rule(`log.own-case.page.${name}`, { ...own, onlyWhen: [], coordinates: [page("CaseAccess")] }),
    ];
  }),
];
