/** The questions about resolutions asked of PostgreSQL, and their answers. That two auditors are needed is bound in the database. */
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { Resolution } from "./types.js";

const columns = `r.id, r.asked_by as "askedBy", r.asked_at as "askedAt", r.data_subject as "dataSubject", r.case_id as "caseId", n.text as "order", r.order_note as "orderNote",
  r.approved_by as "approvedBy", r.approved_at as "approvedAt", r.expires_at as "expiresAt", r.ended_by as "endedBy", r.ended_at as "endedAt",
  case when r.ended_as is not null then r.ended_as when r.expires_at <= me.now then 'expired' when r.approved_at is not null then 'approved' when r.asked_at + interval '7 days' <= me.now then 'lapsed' else 'asked' end as state`;
const from = "from ledger.resolution r join ledger.note n on n.id = r.order_note cross join (select * from security.asker()) me";
const resolutionOf = (row: Resolution): Resolution => Object.assign(new Resolution(), row);

export const resolutionById = (scope: Scope) =>
  scope.loader<string, Resolution | null>("resolution", async (ids) => inOrder(ids, (await scope.db.query<Resolution>(`select ${columns} ${from} where r.id = any($1::uuid[])`, [ids])).map(resolutionOf), ({ id }) => id));

/** Latest first. */
export async function listResolutions(scope: Scope, page: Page): Promise<Resolution[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(r.asked_at, r.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`;
  return (await scope.db.query<Resolution>(`select ${columns} ${from} where ${after} order by r.asked_at desc, r.id desc limit ${bind(page.first + 1)}::int`, values)).map(resolutionOf);
}

/** Its id. */
export async function askResolution(scope: Scope, { dataSubject, caseId, order }: { readonly dataSubject: string | null; readonly caseId: string | null; readonly order: string }): Promise<string> {
  const [row] = await scope.db.query<{ readonly id: string; readonly note: string }>("select id, order_note as note from ledger.ask_resolution($1, $2::uuid, $3)", [dataSubject, caseId, order]);
  scope.refer("order", row?.note ?? "");
  return row?.id ?? "";
}

/** What came of it: `done`, or why not. */
export type ResolutionAnswer = "done" | "unknown" | "over" | "by another" | "by oneself";

export async function answerResolution(scope: Scope, id: string, answer: "approved" | "refused" | "withdrawn"): Promise<ResolutionAnswer> {
  const [row] = await scope.db.query<{ readonly answer: ResolutionAnswer }>("select ledger.answer_resolution($1::uuid, $2) as answer", [id, answer]);
  resolutionById(scope).clear(id);
  return row?.answer ?? "unknown";
}

/** The text of a sound record in which the pseudonym occurs; null when the log has none. */
export async function bodyAbout(scope: Scope, dataSubject: string): Promise<string | null> {
  const [row] = await scope.db.query<{ readonly body: string }>(
    "select r.body from ledger.record_subject s join ledger.record r on r.sequenced = s.sequenced and r.index = s.index where s.subject = $1 and r.standing = 'sound' order by s.recorded desc, s.index desc limit 1",
    [dataSubject],
  );
  return row?.body ?? null;
}

/** Keys of persons whom the open resolution may be about, in their order, after `after`. */
export async function candidates(scope: Scope, resolution: string, after: string, take: number): Promise<string[]> {
  const rows = await scope.db.query<{ readonly key: string }>("select person_key as key from ledger.resolution_candidates($1::uuid, $2::uuid, $3::int)", [resolution, after, take]);
  return rows.map(({ key }) => key);
}

export async function casesOf(scope: Scope, resolution: string, personKey: string): Promise<string[]> {
  const rows = await scope.db.query<{ readonly id: string }>("select case_id as id from ledger.resolution_cases($1::uuid, $2::uuid)", [resolution, personKey]);
  return rows.map(({ id }) => id);
}
