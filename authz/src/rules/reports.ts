/** Reports from the access log, for the auditor alone: the monthly review and its signature, counts for the year, records as files, and what one data subject may know. */
import { type Rule, fields, mayChange, rule } from "../rule.js";

const own = { duty: "auditor", clearance: 2, fieldClass: "P2", purpose: "audit", approval: "none", retained: "2 years", onlyWhen: [] } as const;

export const reportRules: readonly Rule[] = [
  mayChange("report.download", { ...own, basis: "PIPA 29", coordinates: [fields("Mutation", "downloadReviewSheet downloadYearlyCounts downloadAuditRecords signReviewSheet requestReport downloadReport")] }),
  // of a person whom two auditors resolved under an order: see the resolution
  mayChange("report.access", { ...own, basis: "PIPA 35", coordinates: [fields("Mutation", "downloadAccessReport")] }),
  rule("report.file", { ...own, basis: "PIPA 29", coordinates: [fields("Download", "fileName mediaType fileContent contentHash rows cut"), fields("ReviewSignature", "month signedBy signedAt sheetHash")] }),
];
