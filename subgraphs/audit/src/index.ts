/** The audit subgraph: the access log for auditors, who looked at a case for those assigned to it, sessions and alerts for security officers. */
import "reflect-metadata";
import type { Scope, SubgraphDescription } from "@epigraph/service";
import { SecurityAlertResolver } from "./alert/resolvers.js";
import { AuditRecordResolver, CaseAccessesResolver, ResolverEventResolver } from "./record/resolvers.js";
import { caseByReference } from "./record/store.js";
import { Case, Region, resourceOfAccess, StoredRecord } from "./record/types.js";
import { SessionResolver } from "./session/resolvers.js";
import { accountById, sessionById } from "./session/store.js";

export const audit: SubgraphDescription = {
  name: "audit",
  entities: [StoredRecord],
  resolvers: [AuditRecordResolver, ResolverEventResolver, CaseAccessesResolver, SessionResolver, SecurityAlertResolver],
  orphans: [Case, Region],
  references: {
    Case: (reference: Pick<Case, "id" | "personKey">, scope: Scope) => caseByReference(scope).load(reference),
  },
  resources: {
    Case: (row: Case) => ({ caseIds: [row.id as never], ...(row.personKey === null ? {} : { subjects: [row.personKey as never] }) }),
    CaseAccess: resourceOfAccess,
  },
  targets: {
    lockAccount: { type: "Account", load: ({ account }: { readonly account: string }, scope) => accountById(scope).load(account) },
    revokeSession: { type: "Session", load: ({ session }: { readonly session: string }, scope) => sessionById(scope).load(session) },
  },
};
