/** The security officer's part: accounts, sessions, denials and findings, and ending sessions; no data subject and no access record. And what an auditor sees of those who were turned away. */
import { type Rule, fields, mayChange, page, rule } from "../rule.js";

const own = { duty: "security-officer", clearance: 2, fieldClass: "P2", purpose: "security", approval: "none", basis: "PIPA 29", retained: "2 years", onlyWhen: [] } as const;

export const securityRules: readonly Rule[] = [
  rule("security.sessions", {
    ...own,
    coordinates: [
      fields("Query", "sessions accounts securityNotes"),
      fields("Session", "id account duty agency client authenticatedBy address startedAt lastUsedAt expiresAt endedAt"),
      fields("Account", "id state duty clearance agency changedAt"),
      fields("SecurityNote", "id writtenAt writtenBy account session reason note"),
      page("Session"),
      page("Account"),
      page("SecurityNote"),
    ],
  }),
  rule("security.alerts", { ...own, coordinates: [fields("Query", "securityAlerts"), fields("SecurityAlert", "kind code account agency address count firstAt lastAt"), page("SecurityAlert")] }),
  // neither data subjects nor what the records say, nor what auditors wrote
  rule("security.findings", {
    ...own,
    coordinates: [fields("Query", "finding findings newFindings"), fields("Finding", "id kind titleEn titleKo meaningEn meaningKo explanationEn explanationKo urgency foundAt firstAt lastAt account agency service count state"), page("Finding")],
  }),
  mayChange("security.end", { ...own, coordinates: [fields("Mutation", "lockAccount revokeSession")] }),
  rule("log.review.refusals", { ...own, duty: "auditor", purpose: "audit", coordinates: [fields("AuditRecord", "refusalCodes refusalCount refusals"), fields("RefusalCount", "code count firstAt lastAt"), page("RefusalCount")] }),
];
