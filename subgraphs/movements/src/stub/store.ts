/** The stubs of cases, asked of PostgreSQL. */
import type { AgencyId, CaseId } from "@epigraph/authz";
import { inOrder, type Scope } from "@epigraph/service";
import { caseById } from "../request/store.js";
import { CaseStub } from "./types.js";

/** The stub of a case that may not be seen itself; null for one that may, and for one that nothing may be told of. */
export const stubOf = (scope: Scope) =>
  scope.loader<CaseId, CaseStub | null>("case stub", async (ids) => {
    const seen = await caseById(scope).loadMany([...ids]);
    const hidden = ids.filter((_, index) => seen[index] === null);
    if (hidden.length === 0) return ids.map(() => null);
    const rows = await scope.db.query<{ readonly caseId: CaseId; readonly id: string; readonly agencyId: AgencyId | null }>(
      `select case_id as "caseId", stub as id, agency as "agencyId" from permission.case_stubs($1::uuid[])`,
      [hidden],
    );
    const stubs = inOrder(ids, rows, ({ caseId }) => caseId);
    return stubs.map((stub) => stub && Object.assign(new CaseStub(), { id: stub.id, agencyId: stub.agencyId }));
  });
