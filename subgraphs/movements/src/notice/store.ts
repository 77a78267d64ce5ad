/** The questions about notices asked of PostgreSQL, and the two things done about one. */
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { Notice, type NoticeChannel, NoticeCount, NoticeEntry } from "./types.js";

/** What became of it last; `sent` is the end. */
const latest = `left join lateral (select s.step, s.at, s.channel, s.until, s.reason from movements.notice_step s where s.notice_id = n.id order by s.number desc limit 1) s on true`;
const facts = `n.id, n.kind, n.data_class as "dataClass", n.window_from as "windowFrom", n.window_to as "windowTo", n.made_at as "madeAt", n.due_at as "dueAt", n.person_key as "personKey",
  case s.step when 'sent' then 'sent' when 'deferred' then 'deferred' else 'due' end as state, case when s.step = 'sent' then s.at end as "sentAt", s.channel, s.until as "deferredUntil", s.reason as "deferralReason"`;
const attributes = { caseId: "c.case_id", regionCode: "c.region_code", sealed: "c.sealed" };
const ofCase = `from movements.notice n join movements.case_reference c on c.case_id = n.case_id ${latest}`;
const columns = `${facts}, n.request_id as "requestId", n.case_id as "caseId", n.legal_basis as "legalBasis", c.region_code as "regionCode", c.sealed`;

const asNotice = (row: Notice): Notice => Object.assign(new Notice(), row);

export const noticeById = (scope: Scope) =>
  scope.loader<string, Notice | null>("notice", async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<Notice>(`select ${columns} ${ofCase} where n.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Notice.id", attributes, bind)}`, values);
    await scope.permissions.load(rows.map(({ caseId }) => caseId));
    return inOrder(ids, rows.map(asNotice), ({ id }) => id);
  });

/** What is due first comes first. `open`: those not given yet. */
export async function listNotices(scope: Scope, open: boolean, page: Page): Promise<Notice[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<Notice>(
    `select ${columns} ${ofCase} where ${scope.visible("Notice.id", attributes, bind)} ${open ? "and s.step is distinct from 'sent'" : ""} and ${after(page, bind)} order by n.due_at, n.id limit ${bind(page.first + 1)}::int`,
    values,
  );
  await scope.permissions.load(rows.map(({ caseId }) => caseId));
  return rows.map(asNotice);
}

export async function listEntries(scope: Scope, open: boolean, page: Page): Promise<NoticeEntry[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<NoticeEntry>(`select ${facts} from movements.notice n ${latest} where ${open ? "s.step is distinct from 'sent'" : "true"} and ${after(page, bind)} order by n.due_at, n.id limit ${bind(page.first + 1)}::int`, values);
  return rows.map((row) => Object.assign(new NoticeEntry(), row, { dataSubject: scope.pseudonyms.of(row.personKey, scope.now) }));
}

const after = (page: Page, bind: (value: unknown) => string): string => `(n.due_at, n.id) > (${bind(page.after?.[0] ?? "-infinity")}::timestamptz, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)`;

export const noticeCursor = ({ dueAt, id }: { readonly dueAt: Date; readonly id: string }): string[] => [dueAt.toISOString(), id];

/** Of those made in the year, in Asia/Seoul. */
export async function countNotices(scope: Scope, year: number): Promise<NoticeCount[]> {
  const rows = await scope.db.query<NoticeCount>(
    `select n.kind, n.data_class as "dataClass", count(*)::int as made, (count(*) filter (where s.step = 'sent'))::int as sent, (count(*) filter (where s.step = 'sent' and s.at <= n.due_at))::int as "sentInTime",
       (count(*) filter (where s.step = 'deferred' and s.until > $2::timestamptz))::int as deferred,
       (count(*) filter (where n.due_at < $2::timestamptz and s.step is distinct from 'sent' and (s.until is null or s.until <= $2::timestamptz)))::int as overdue
     from movements.notice n ${latest} where n.made_at >= make_timestamptz($1::int, 1, 1, 0, 0, 0, 'Asia/Seoul') and n.made_at < make_timestamptz($1::int + 1, 1, 1, 0, 0, 0, 'Asia/Seoul')
     group by n.kind, n.data_class order by n.kind, n.data_class`,
    [year, new Date(scope.now)],
  );
  return rows.map((row) => Object.assign(new NoticeCount(), row));
}

export const recordSent = (scope: Scope, notice: Notice, channel: NoticeChannel): Promise<Notice | null> => step(scope, notice, ["sent", channel, null, null]);
export const defer = (scope: Scope, notice: Notice, until: Date, reason: string): Promise<Notice | null> => step(scope, notice, ["deferred", null, until, reason]);

async function step(scope: Scope, { id }: Notice, values: readonly unknown[]): Promise<Notice | null> {
  await scope.db.query("select movements.step_notice($1::uuid, $2, $3, $4, $5)", [id, ...values]);
  noticeById(scope).clear(id);
  return noticeById(scope).load(id);
}
