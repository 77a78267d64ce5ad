/** The questions about agencies asked of PostgreSQL. */
import type { AgencyId, CaseId } from "@epigraph/authz";
import { inOrder, namedParameters, type Page, type Scope, stubsOf } from "@epigraph/service";
import { caseById } from "../case/store.js";
import { Agency } from "./types.js";

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

/** @see stubsOf */
export const stubOf = (scope: Scope) => stubsOf(scope, caseById(scope));

/** The id of the case for which another agency was given this stub; looked for among the asker's jurisdictions only, everywhere by a national investigator. */
export async function caseOfStub(scope: Scope, stub: string, agency: string): Promise<CaseId | undefined> {
  const [row] = await scope.db.query<{ readonly id: CaseId | null }>(`select permission.case_of_stub($1::uuid, $2) as id`, [stub, agency]);
  return row?.id ?? undefined;
}
