/** The questions about a case's history asked of PostgreSQL, which writes it. */
import { grouped, type Page, parameters, type Scope } from "@epigraph/service";
import type { Case } from "../types.js";
import { CaseChange } from "./types.js";

/** Latest first; what changed at one moment in the order of the values' names. */
export const changesOf = (scope: Scope, page: Page) =>
  scope.loader<Case, CaseChange[]>(
    `changes ${JSON.stringify(page)}`,
    async (cases) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<CaseChange & { readonly caseId: string }>(
        `select x.* from unnest(${bind(cases.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select h.id, h.case_id as "caseId", h.changed_by as "changedBy", h.changed_at as "changedAt", h.of, h.row_id as "rowId", h.field, h.before::text as before, h.after::text as after
           from cases.case_change h where h.case_id = p.id and (h.changed_at, h.field, h.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "")}, ${bind(page.after?.[2] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
           order by h.changed_at desc, h.field desc, h.id desc limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      return grouped(cases.map(({ id }): string => id), rows, ({ caseId }) => caseId).map((changes, index) => changes.map((change) => Object.assign(new CaseChange(), change, { ofCase: cases[index] })));
    },
    ({ id }) => id,
  );
