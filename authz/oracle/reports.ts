/** The oracle for DESIGN sections 1 and 6: who makes reports from the access log. Written by hand; a line is an expectation. */
import type { Group } from "./group.js";

export const reports: readonly Group[] = [
  {
    idea: "an auditor takes reports away for an audit, and signs the month's review; nobody else does, nor the auditor for another purpose",
    cells: `
      auditor   audit Mutation.downloadReviewSheet   nothing  -  12:00  allowed
      auditor   audit Mutation.downloadAccessReport  nothing  -  12:00  allowed
      auditor   audit Mutation.downloadYearlyCounts  nothing  -  12:00  allowed
      auditor   audit Mutation.downloadAuditRecords  nothing  -  12:00  allowed
      auditor   audit Mutation.signReviewSheet       nothing  -  12:00  allowed
      auditor   audit Download.fileContent           nothing  -  12:00  allowed
      auditor   audit ReviewSignature.signedBy       nothing  -  12:00  allowed
      auditor   inv   Mutation.downloadAccessReport  nothing  -  12:00  purpose
      auditor   inv   Mutation.downloadAuditRecords  nothing  -  12:00  purpose
      auditor   inv   Download.fileContent           nothing  -  12:00  purpose
      security  sec   Mutation.downloadReviewSheet   nothing  -  12:00  clearance
      security  audit Mutation.downloadAuditRecords  nothing  -  12:00  clearance
      security  sec   Download.fileContent           nothing  -  12:00  clearance
      gangnam   inv   Mutation.downloadAccessReport  nothing  assigned  12:00  clearance
      national  inv   Mutation.downloadReviewSheet   nothing  -  12:00  clearance
      national  audit Download.fileContent           nothing  -  12:00  clearance
      approver  auth  Mutation.downloadYearlyCounts  nothing  -  12:00  clearance
      approver  audit Mutation.signReviewSheet       nothing  -  12:00  clearance
      visitor   info  Download.fileContent           nothing  -  12:00  clearance
      auditor-at-1  audit Mutation.downloadAccessReport  nothing  -  12:00  clearance
      auditor-at-1  audit Download.fileContent       nothing  -  12:00  clearance
    `,
  },
];
