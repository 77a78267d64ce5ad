/** The audit subgraph: the access log and its findings for auditors, who looked at a case for those assigned to it, sessions and alerts for security officers. */
import "reflect-metadata";
import { parseId, type Scope, type SubgraphDescription } from "@epigraph/service";
import { CaseAccessesResolver } from "./access/resolvers.js";
import { caseByReference } from "./access/store.js";
import { Case, resourceOfAccess } from "./access/types.js";
import { SecurityAlertResolver } from "./alert/resolvers.js";
import { FindingResolver } from "./finding/resolvers.js";
import { findingById } from "./finding/store.js";
import { JobResolver } from "./job/resolvers.js";
import { jobById } from "./job/store.js";
import { OperationRecordsResolver } from "./operation/resolvers.js";
import { AuditRecordResolver, ResolverEventResolver } from "./record/resolvers.js";
import { Region } from "./record/types.js";
import { ReportResolver } from "./report/resolvers.js";
import { Report } from "./report/types.js";
import { askedIn, ResolutionResolver } from "./resolution/resolvers.js";
import { resolvedBy } from "./resolution/resolving.js";
import { resolutionById } from "./resolution/store.js";
import { resourceOfResolved } from "./resolution/types.js";
import { SessionResolver } from "./session/resolvers.js";
import { accountById, sessionById } from "./session/store.js";

const finding = { type: "Finding", load: ({ finding: id }: { readonly finding: string }, scope: Scope) => findingById(scope).load(parseId(id, "finding")) };
const job = { type: "Job", load: ({ job: id }: { readonly job: string }, scope: Scope) => jobById(scope).load(parseId(id, "job")) };
const resolution = { type: "Resolution", load: ({ resolution: id }: { readonly resolution: string }, scope: Scope) => resolutionById(scope).load(parseId(id, "resolution")) };

/** The log itself: there before anybody asks for a report about it. */
const report = { type: "Report", load: () => Promise.resolve(new Report()) };

export { reportJobs } from "./report/report-jobs.js";

export const audit: SubgraphDescription = {
  name: "audit",
  entities: [],
  resolvers: [AuditRecordResolver, ResolverEventResolver, OperationRecordsResolver, CaseAccessesResolver, FindingResolver, ResolutionResolver, ReportResolver, JobResolver, SessionResolver, SecurityAlertResolver],
  orphans: [Case, Region],
  references: {
    Case: (reference: Pick<Case, "id" | "personKey">, scope: Scope) => caseByReference(scope).load(reference),
  },
  resources: {
    Case: (row: Case) => ({ caseIds: [row.id as never], ...(row.personKey === null ? {} : { subjects: [row.personKey as never] }) }),
    CaseAccess: resourceOfAccess,
    ResolvedSubject: resourceOfResolved,
  },
  targets: {
    approveResolution: resolution,
    cancelJob: job,
    downloadAccessReport: { type: "ResolvedSubject", load: ({ resolution: id }: { readonly resolution: string }, scope) => resolvedBy(scope, parseId(id, "resolution")) },
    downloadAuditRecords: report,
    downloadReport: job,
    downloadReviewSheet: report,
    downloadYearlyCounts: report,
    escalateFinding: finding,
    explainFinding: finding,
    lockAccount: { type: "Account", load: ({ account }: { readonly account: string }, scope) => accountById(scope).load(account) },
    refuseResolution: resolution,
    reopenFinding: finding,
    requestReport: report,
    requestResolution: { type: "Resolution", load: askedIn },
    revokeSession: { type: "Session", load: ({ session }: { readonly session: string }, scope) => sessionById(scope).load(session) },
    signReviewSheet: report,
    withdrawResolution: resolution,
  },
};
