/** The questions about cases and requests asked of PostgreSQL. */
import type { CaseId, RequestId } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { Case, InformationRequest } from "./types.js";

export const caseColumns = { caseId: "c.case_id", regionCode: "c.region_code", sealed: "c.sealed" };

/** A case of another jurisdiction loads as null, like one that does not exist. */
export const caseById = (scope: Scope) =>
  scope.loader<CaseId, Case | null>("case", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager
      .createQueryBuilder(Case, "c")
      .where(`c.case_id = any(${bind(ids)}::uuid[]) and ${scope.visible("Case.id", caseColumns, bind)}`, values)
      .getMany();
    await scope.permissions.load(rows.map((row) => row.id));
    return inOrder(ids, rows, (row) => row.id);
  });

/** A request for a case that may not be seen loads as null. */
export const requestById = (scope: Scope) =>
  scope.loader<RequestId, InformationRequest | null>("request", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    // filtered here and not by what comes of its case: a hidden request takes as many statements as one that is nowhere
    const rows = await manager
      .createQueryBuilder(InformationRequest, "q")
      .where(`q.id = any(${bind(ids)}::uuid[]) and exists (select from movements.case_reference c where c.case_id = q.case_id and ${scope.visible("InformationRequest.id", caseColumns, bind)})`, values)
      .getMany();
    const cases = await caseById(scope).loadMany(rows.map(({ caseId }) => caseId));
    const visible = rows.flatMap((row, index) => {
      const ofCase = cases[index];
      return ofCase instanceof Case ? [Object.assign(row, { ofCase })] : [];
    });
    return inOrder(ids, visible, (row) => row.id);
  });

export const requestsOf = (scope: Scope, page: Page) =>
  scope.loader<CaseId, InformationRequest[]>(`requests ${JSON.stringify(page)}`, async (caseIds) => {
    const { bind, values } = parameters();
    const found = await scope.db.query<{ id: RequestId }>(
      `select x.id from unnest(${bind(caseIds)}::uuid[]) as p(id) cross join lateral (
         select q.id from movements.information_request q
         where q.case_id = p.id and q.id > ${bind(page.after?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid
         order by q.id limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const rows = await requestById(scope).loadMany(found.map(({ id }) => id));
    return grouped(caseIds, rows.filter((row): row is InformationRequest => row instanceof InformationRequest), (row) => row.caseId);
  });
