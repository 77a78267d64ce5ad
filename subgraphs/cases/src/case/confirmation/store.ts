/** The questions about confirmations asked of PostgreSQL, and the confirming, which makes the case a confirmed one. */
import { randomUUID } from "node:crypto";
import { grouped, type Page, parameters, type Scope } from "@epigraph/service";
import { caseById } from "../store.js";
import type { Case } from "../types.js";
import { Confirmation } from "./types.js";

/** Oldest first. */
export const confirmationsOf = (scope: Scope, page: Page) =>
  scope.loader<Case, Confirmation[]>(
    `confirmations ${JSON.stringify(page)}`,
    async (cases) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Confirmation & { readonly caseId: string }>(
        `select x.* from unnest(${bind(cases.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select k.id, k.case_id as "caseId", k.basis, k.confirmed_by as "confirmedBy", k.confirmed_at as "confirmedAt", k.sample_id as "sampleId"
           from cases.confirmation k where k.case_id = p.id and (k.confirmed_at, k.id) > (${bind(page.after?.[0] ?? "-infinity")}::timestamptz, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
           order by k.confirmed_at, k.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      return grouped(cases.map(({ id }): string => id), rows, ({ caseId }) => caseId).map((group, index) => group.map((row) => Object.assign(new Confirmation(), row, { ofCase: cases[index] })));
    },
    ({ id }) => id,
  );

/** The case is `confirmed` from then on, as of the day of the sample's result, or of today. */
export async function confirmCase(scope: Scope, row: Case, basis: string, sampleId: string | null): Promise<Case | null> {
  await scope.db.query(`insert into cases.confirmation (id, case_id, basis, sample_id) values ($1, $2, $3, $4)`, [randomUUID(), row.id, basis, sampleId]);
  caseById(scope).clear(row.id);
  return caseById(scope).load(row.id);
}
