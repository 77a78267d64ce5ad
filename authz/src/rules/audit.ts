/** The access log: the auditor sees every record and finding without persons, and resolves a pseudonym with a second auditor; an assigned investigator sees who else opened the case, by agency. */
import { type Rule, fields, mayChange, page, rule } from "../rule.js";

const own = { duty: "auditor", clearance: 2, fieldClass: "P2", purpose: "audit", approval: "none", basis: "PIPA 29", retained: "2 years", onlyWhen: [] } as const;

export const auditRules: readonly Rule[] = [
  rule("log.review", {
    ...own,
    coordinates: [
      fields("Query", "auditRecord auditRecords operationRecords"),
      fields(
        "AuditRecord",
        "index id standing type recorded sequenced login writer sequence service correlation account duty clearance agency jurisdictions session door address authenticatedBy purpose grants legalBases operationName operationHash variables references outcome resolverEvents subjectEpoch dataSubjects calls cacheHits reconciledChanges changeOutcome checkpointSize leafHash",
      ),
      fields("ResolverEvent", "coordinate outcome ruleId count dataSubjects"),
      fields("DataSubjectCount", "dataSubject count assigned"),
      fields("RecordedVariable", "name value"),
      fields("RecordReference", "kind id"),
      fields("RecordedCalls", "service calls"),
      fields("CacheHit", "operationHash count firstAt lastAt"),
      fields("ReconciledChange", "record outcome"),
      fields("OperationRecords", "correlation state services missingServices records"),
      fields("OperationService", "service calls records"),
      page("AuditRecord"),
      page("ResolverEvent"),
      page("DataSubjectCount"),
      page("CacheHit"),
      page("ReconciledChange"),
    ],
  }),
  rule("log.findings", {
    ...own,
    coordinates: [
      fields("Query", "finding findings newFindings"),
      fields("Finding", "id kind titleEn titleKo meaningEn meaningKo explanationEn explanationKo urgency foundAt firstAt lastAt account agency service count state subjects records steps"),
      fields("FindingStep", "number writtenAt writtenBy state note"),
      page("Finding"),
      page("FindingStep"),
    ],
  }),
  mayChange("log.findings.settle", { ...own, coordinates: [fields("Mutation", "explainFinding escalateFinding reopenFinding")] }),
  rule("log.resolution", {
    ...own,
    coordinates: [fields("Query", "resolution resolutions"), fields("Resolution", "id state askedBy askedAt dataSubject caseId order approvedBy approvedAt expiresAt endedBy endedAt resolved"), page("Resolution")],
  }),
  // the store answers the two auditors only, while the resolution is open; the database holds it to that
  rule("log.resolution.person", { ...own, approval: "another auditor, on an order", coordinates: [fields("ResolvedSubject", "personKey caseIds dataSubjects")] }),
  mayChange("log.resolution.change", { ...own, coordinates: [fields("Mutation", "requestResolution approveResolution refuseResolution withdrawResolution")] }),
  ...(["local-investigator", "national-investigator"] as const).flatMap((duty) => {
    const name = duty === "local-investigator" ? "local" : "national";
    const investigators = { duty, clearance: 4, fieldClass: "P2", purpose: "investigation", approval: "assignment", basis: "PIPA 29", retained: "2 years" } as const;
    return [
      rule(`log.own-case.${name}`, { ...investigators, onlyWhen: ["assignedToMe"], coordinates: [fields("Case", "accesses"), fields("CaseAccess", "recorded agency duty purpose outcome")] }),
      rule(`log.own-case.page.${name}`, { ...investigators, onlyWhen: [], coordinates: [page("CaseAccess")] }),
    ];
  }),
];
