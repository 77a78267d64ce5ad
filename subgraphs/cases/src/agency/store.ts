/** The questions about agencies asked of PostgreSQL. */
import type { AgencyId, CaseId } from "@epigraph/authz";
import { inOrder, namedParameters, type Page, type Scope } from "@epigraph/service";
import { caseById } from "../case/store.js";
import { Agency, CaseStub } from "./types.js";

export const agencyById = (scope: Scope) =>
  scope.loader<AgencyId, Agency | null>("agency", async (ids) => {
    const manager = await scope.db.manager();
    const rows = await manager.createQueryBuilder(Agency, "a").where("a.id = any(:ids)", { ids }).getMany();
    return inOrder(ids, rows, (row) => row.id);
  });

export async function listAgencies(scope: Scope, regionCode: string | undefined, page: Page): Promise<Agency[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(Agency, "a").where("a.id > " + bind(page.after?.[0] ?? ""));
  if (regionCode !== undefined) query.andWhere("a.region_code = " + bind(regionCode));
  return query.setParameters(values).orderBy("a.id").limit(page.first + 1).getMany();
}

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

/** The id of the case for which another agency was given this stub; looked for among the asker's jurisdictions only, everywhere by a national investigator. */
export async function caseOfStub(scope: Scope, stub: string, agency: string): Promise<CaseId | undefined> {
  const [row] = await scope.db.query<{ readonly id: CaseId | null }>(`select permission.case_of_stub($1::uuid, $2) as id`, [stub, agency]);
  return row?.id ?? undefined;
}
