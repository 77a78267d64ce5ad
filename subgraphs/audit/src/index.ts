/** The audit subgraph: the access log for auditors, and who looked at a case for those assigned to it. */
import "reflect-metadata";
import type { SubgraphDescription } from "@epigraph/service";
import { AuditRecordResolver, CaseAccessesResolver, ResolverEventResolver } from "./resolvers.js";
import { Case, Region, resourceOfAccess, StoredRecord } from "./types.js";

export const audit: SubgraphDescription = {
  name: "audit",
  entities: [StoredRecord],
  resolvers: [AuditRecordResolver, ResolverEventResolver, CaseAccessesResolver],
  orphans: [Case, Region],
  references: {
    Case: async (reference: Pick<Case, "id" | "personKey">, scope) => {
      await scope.permissions.load([reference.id as never]);
      return Object.assign(new Case(), { id: reference.id, personKey: reference.personKey ?? null });
    },
  },
  resources: {
    Case: (row: Case) => ({ caseIds: [row.id as never], ...(row.personKey === null ? {} : { subjects: [row.personKey as never] }) }),
    CaseAccess: resourceOfAccess,
  },
};
