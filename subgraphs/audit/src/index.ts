/** The audit subgraph: the access log for auditors, and who looked at a case for those assigned to it. */
import "reflect-metadata";
import type { Scope, SubgraphDescription } from "@epigraph/service";
import { AuditRecordResolver, CaseAccessesResolver, ResolverEventResolver } from "./resolvers.js";
import { caseByReference } from "./store.js";
import { Case, Region, resourceOfAccess, StoredRecord } from "./types.js";

export const audit: SubgraphDescription = {
  name: "audit",
  entities: [StoredRecord],
  resolvers: [AuditRecordResolver, ResolverEventResolver, CaseAccessesResolver],
  orphans: [Case, Region],
  references: {
    Case: (reference: Pick<Case, "id" | "personKey">, scope: Scope) => caseByReference(scope).load(reference),
  },
  resources: {
    Case: (row: Case) => ({ caseIds: [row.id as never], ...(row.personKey === null ? {} : { subjects: [row.personKey as never] }) }),
    CaseAccess: resourceOfAccess,
  },
};
