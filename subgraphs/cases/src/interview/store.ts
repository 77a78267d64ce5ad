/** The questions about interviews asked of PostgreSQL, and the recording of a version. What was said is sealed before it leaves this process, and opened for who may read it. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { grouped, inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { caseById } from "../case/store.js";
import type { Case } from "../case/types.js";
import { type Content, Interview } from "./types.js";

type Row = Omit<Interview, "ofCase"> & { readonly caseId: CaseId };
const columns = `i.id, i.case_id as "caseId", i.corrects as "correctsId", i.version, i.conducted_date::text as "conductedDate", i.informant, i.recorded_by as "recordedBy", i.recorded_at as "recordedAt"`;
/** Bound to the person; the content says itself of which interview it is. */
const field = "interview";

/** One of a case that may not be seen loads as null. */
export const interviewById = (scope: Scope) =>
  scope.loader<string, Interview | null>("interview", async (ids) => {
    const rows = await scope.db.query<Row>(`select ${columns} from cases.interview i where i.id = any($1::uuid[])`, [ids]);
    const cases = await caseById(scope).loadMany(rows.map(({ caseId }) => caseId));
    const seen = rows.flatMap((row, index) => {
      const ofCase = cases[index];
      return ofCase && !(ofCase instanceof Error) ? [Object.assign(new Interview(), row, { ofCase })] : [];
    });
    return inOrder(ids, seen, ({ id }) => id);
  });

/** Those that no later version corrects, latest first. */
export const interviewsOf = (scope: Scope, page: Page) =>
  scope.loader<Case, Interview[]>(
    `interviews ${JSON.stringify(page)}`,
    async (cases) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Row>(
        `select x.* from unnest(${bind(cases.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select ${columns} from cases.interview i where i.case_id = p.id and not exists (select from cases.interview n where n.corrects = i.id)
             and (i.recorded_at, i.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
           order by i.recorded_at desc, i.id desc limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      return grouped(cases.map(({ id }) => id), rows, ({ caseId }) => caseId).map((group, index) => group.map((row) => Object.assign(new Interview(), row, { ofCase: cases[index] })));
    },
    ({ id }) => id,
  );

/** What was said; null where it may not be read or its key is gone. */
export const contentOf = (scope: Scope) =>
  scope.loader<string, Content | null>("interview content", async (ids) => {
    const rows = await scope.db.query<{ readonly id: string; readonly person: string; readonly blob: Buffer }>(`select t.interview_id as id, t.person_key as person, t.content as blob from cases.interview_text t where t.interview_id = any($1::uuid[])`, [ids]);
    const texts = await scope.vault.open(rows.map(({ person, blob }) => ({ owner: person, field, blob })));
    const contents = texts.flatMap((text) => (text === undefined ? [] : [JSON.parse(text) as Content]));
    return inOrder(ids, contents, ({ interview }) => interview); // one that was put in the place of another is nobody's
  });

export type RecordedInterview = { readonly conductedDate: string; readonly informant: string; readonly content: Omit<Content, "interview"> };

/** `corrects`: the version before. Who recorded it, when and as which version is the database's own doing. */
export async function insertInterview(scope: Scope, row: Case, { conductedDate, informant, content }: RecordedInterview, corrects: string | null): Promise<Interview | null> {
  const id = randomUUID();
  await scope.db.query(`insert into cases.interview (id, case_id, corrects, conducted_date, informant) values ($1, $2, $3, $4, $5)`, [id, row.id, corrects, conductedDate, informant]);
  const sealed = await scope.vault.seal(row.personKey, field, JSON.stringify({ interview: id, ...content } satisfies Content));
  await scope.db.query(`insert into cases.interview_text (interview_id, case_id, person_key, content) values ($1, $2, $3, $4)`, [id, row.id, row.personKey, sealed]);
  return interviewById(scope).load(id);
}

/** The version that corrects this one, if any. */
export async function correctedBy(scope: Scope, { id }: Interview): Promise<string | null> {
  const [row] = await scope.db.query<{ readonly id: string }>(`select i.id from cases.interview i where i.corrects = $1`, [id]);
  return row?.id ?? null;
}
