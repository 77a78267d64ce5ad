/** The questions about merges asked of PostgreSQL, and their proposing. That both owners are needed is bound there. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { grouped, inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { stubOf } from "../agency/store.js";
import { caseById } from "../case/store.js";
import { takeStep } from "../disease/store.js";
import { CaseMerge, CaseMergeStep } from "./types.js";

const sealed = "exists (select from permission.sealed_case x where x.case_id in (m.case_id, m.duplicate_id))";
const columns = `m.id, m.case_id as "caseId", m.duplicate_id as "duplicateId", m.region_code as "regionCode", m.agency, m.keep, m.state, m.proposed_at as "proposedAt", ${sealed} as sealed`;
const attributes = { caseId: "m.case_id", regionCode: "m.region_code", agency: "m.agency", sealed };

async function merges(scope: Scope, rows: readonly CaseMerge[]): Promise<CaseMerge[]> {
  await scope.permissions.load(rows.flatMap(({ caseId, duplicateId }) => [caseId, duplicateId]));
  const cases = await caseById(scope).loadMany(rows.flatMap(({ caseId, duplicateId }) => [caseId, duplicateId]));
  const subjects = (index: number) => cases.slice(2 * index, 2 * index + 2).flatMap((row) => (row && !(row instanceof Error) ? [row.personKey] : []));
  return rows.map((row, index) => Object.assign(new CaseMerge(), row, { subjects: subjects(index) }));
}

export const mergeById = (scope: Scope) =>
  scope.loader<string, CaseMerge | null>("merge", async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<CaseMerge>(`select ${columns} from cases.case_merge m where m.id = any(${bind(ids)}::uuid[]) and ${scope.visible("CaseMerge.id", attributes, bind)}`, values);
    return inOrder(ids, await merges(scope, rows), ({ id }) => id);
  });

/** Latest first. */
export async function listMerges(scope: Scope, page: Page): Promise<CaseMerge[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(m.proposed_at, m.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`;
  const rows = await scope.db.query<CaseMerge>(`select ${columns} from cases.case_merge m where m.state <> 'new' and ${scope.visible("CaseMerge.id", attributes, bind)} and ${after} order by m.proposed_at desc, m.id desc limit ${bind(page.first + 1)}::int`, values);
  return await merges(scope, rows);
}

/** Oldest first. */
export const stepsOfMerge = (scope: Scope) =>
  scope.loader<CaseMerge, CaseMergeStep[]>(
    "merge steps",
    async (all) => {
      const rows = await scope.db.query<CaseMergeStep & { readonly subject: string }>(`select s.subject, s.step, s.by, s.at, s.reason from cases.case_merge_step s where s.subject = any($1::uuid[]) order by s.number`, [all.map(({ id }) => id)]);
      return grouped(all.map(({ id }) => id), rows, ({ subject }) => subject).map((steps, index) => steps.map((step) => Object.assign(new CaseMergeStep(), step, { ofMerge: all[index] })));
    },
    ({ id }) => id,
  );

/** The case behind a stub that a steward's review put beside the own case. */
export async function caseOfReviewStub(scope: Scope, own: CaseId, stub: string): Promise<CaseId | undefined> {
  const [row] = await scope.db.query<{ readonly id: CaseId | null }>(`select cases.case_of_review_stub($1::uuid, $2::uuid) as id`, [own, stub]);
  return row?.id ?? undefined;
}

export async function proposeMerge(scope: Scope, caseId: CaseId, duplicateId: CaseId, keep: string, reason: string): Promise<CaseMerge | null> {
  const id = randomUUID();
  await scope.db.query(`insert into cases.case_merge (id, case_id, duplicate_id, keep) values ($1, $2, $3, $4)`, [id, caseId, duplicateId, keep]);
  scope.refer("reason", await takeStep(scope, "cases.case_merge_step", id, "propose", reason));
  return mergeById(scope).load(id);
}

export async function answerMerge(scope: Scope, merge: CaseMerge, step: string, reason: string | null): Promise<CaseMerge | null> {
  scope.refer("reason", await takeStep(scope, "cases.case_merge_step", merge.id, step, reason));
  for (const id of [merge.caseId, merge.duplicateId]) {
    caseById(scope).clear(id);
    stubOf(scope).clear(id);
  }
  stepsOfMerge(scope).clear(merge);
  return mergeById(scope).clear(merge.id).load(merge.id);
}
