/** The questions about possible duplicates asked of PostgreSQL, which alone finds them. */
import type { CaseId } from "@epigraph/authz";
import { grouped, inOrder, type Page, parameters, type Scope, type Stub } from "@epigraph/service";
import { caseById } from "../case/store.js";
import { DuplicateReview } from "./types.js";

type Row = Omit<DuplicateReview, "ofCase"> & { readonly caseId: CaseId };
const select = `select r.id, r.case_id as "caseId", r.matches as "matchIds", r.kinds, r.protected, r.state, r.checked_at as "checkedAt", s.by as "answeredBy", s.at as "answeredAt", s.reason
  from cases.duplicate_review r left join cases.duplicate_review_step s on s.subject = r.id`;

/** Without those of a case that may not be seen. */
async function withCases(scope: Scope, rows: readonly Row[]): Promise<DuplicateReview[]> {
  const cases = await caseById(scope).loadMany(rows.map(({ caseId }) => caseId));
  return rows.flatMap((row, index) => {
    const ofCase = cases[index];
    return ofCase && !(ofCase instanceof Error) ? [Object.assign(new DuplicateReview(), row, { ofCase })] : [];
  });
}

export const reviewById = (scope: Scope) =>
  scope.loader<string, DuplicateReview | null>("duplicate review", async (ids) => inOrder(ids, await withCases(scope, await scope.db.query<Row>(`${select} where r.id = any($1::uuid[])`, [ids])), ({ id }) => id));

/** Oldest first: the one that has waited longest. */
export async function listReviews(scope: Scope, state: string, page: Page): Promise<DuplicateReview[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(r.checked_at, r.id) > (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`;
  return await withCases(scope, await scope.db.query<Row>(`${select} where r.state = ${bind(state)} and ${after} order by r.checked_at, r.id limit ${bind(page.first + 1)}::int`, values));
}

/** Stubs of cases that a steward found to be of the same person as an own case. */
export const samePersonStubsOf = (scope: Scope) =>
  scope.loader<CaseId, Stub[]>("same person", async (ids) => {
    const rows = await scope.db.query<Stub & { readonly caseId: CaseId }>(`select d.case_id as "caseId", d.stub as id, d.agency as "agencyId" from cases.same_person_stubs($1::uuid[]) d order by d.stub`, [ids]);
    return grouped(ids, rows, ({ caseId }) => caseId);
  });
