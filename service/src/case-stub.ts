/** What is told of a case that another agency keeps (decision 0007): a pseudonym and the agency, asked of PostgreSQL, which alone can make the pseudonym. */
import type { AgencyId, CaseId } from "@epigraph/authz";
import type DataLoader from "dataloader";
import { inOrder, type Scope } from "./scope.js";

export type Stub = { readonly id: string; readonly agencyId: AgencyId | null };

/** The stubs of cases that may not be seen themselves; null for one that may, and for one that nothing may be told of. `caseById`: loads null for a case that may not be seen. */
export const stubsOf = (scope: Scope, caseById: DataLoader<CaseId, object | null, unknown>): DataLoader<CaseId, Stub | null, unknown> =>
  scope.loader<CaseId, Stub | null>("case stub", async (ids) => {
    const seen = await caseById.loadMany([...ids]);
    const hidden = ids.filter((_, index) => seen[index] === null);
    if (hidden.length === 0) return ids.map(() => null);
    const rows = await scope.db.query<Stub & { readonly caseId: CaseId }>(`select case_id as "caseId", stub as id, agency as "agencyId" from permission.case_stubs($1::uuid[])`, [hidden]);
    return inOrder(ids, rows, ({ caseId }) => caseId);
  });
