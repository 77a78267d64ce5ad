/** Samples of cases: found by their id, recorded, and given their result. Those of a case are listed with it. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { inOrder, type Scope } from "@epigraph/service";
import { caseById } from "../case/store.js";
import { type Case, resourceOfCase, Sample } from "../case/types.js";

/** One of a case that may not be seen, or of a contact, loads as null. */
export const sampleById = (scope: Scope) =>
  scope.loader<string, Sample | null>("sample", async (ids) => {
    const rows = await scope.db.query<Sample & { readonly parentId: CaseId }>(
      `select s.id, s.case_id as "parentId", s.taken_date::text as "takenDate", s.result_date::text as "resultDate", s.sample_type as "sampleType", s.test_type as "testType", s.result, s.laboratory,
         s.recorded_by as "recordedBy", s.recorded_at as "recordedAt"
       from cases.sample s where s.id = any($1::uuid[]) and s.case_id is not null`,
      [ids],
    );
    const cases = await caseById(scope).loadMany(rows.map(({ parentId }) => parentId));
    const seen = rows.flatMap((row, index) => {
      const ofCase = cases[index];
      return ofCase && !(ofCase instanceof Error) ? [Object.assign(new Sample(), row, { resource: resourceOfCase(ofCase) })] : [];
    });
    return inOrder(ids, seen, ({ id }) => id);
  });

export type TakenSample = { readonly takenDate: string; readonly sampleType: string; readonly laboratory: string | null };

export async function insertSample(scope: Scope, row: Case, { takenDate, sampleType, laboratory }: TakenSample): Promise<Sample | null> {
  const id = randomUUID();
  await scope.db.query(`insert into cases.sample (id, case_id, taken_date, sample_type, laboratory, source_system, source_record) values ($1, $2, $3, $4, $5, 'epigraph', $6)`, [id, row.id, takenDate, sampleType, laboratory, id]);
  return sampleById(scope).load(id);
}

export type SampleResult = { readonly resultDate: string; readonly testType: string; readonly result: string; readonly laboratory: string | null };

export async function updateSample(scope: Scope, { id }: Sample, { resultDate, testType, result, laboratory }: SampleResult): Promise<Sample | null> {
  await scope.db.query(`update cases.sample set result_date = $2, test_type = $3, result = $4, laboratory = coalesce($5, laboratory) where id = $1`, [id, resultDate, testType, result, laboratory]);
  sampleById(scope).clear(id);
  return sampleById(scope).load(id);
}
