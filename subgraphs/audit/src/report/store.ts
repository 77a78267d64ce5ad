/** The questions of reports asked of PostgreSQL. All of them count the log's own times (`sequenced`), which never go back, so that a month that is over does not change any more. */
import type { Scope } from "@epigraph/service";
import type { Stretch } from "./calendar.js";
import { ReviewSignature } from "./types.js";

type Between = Pick<Stretch, "from" | "to">;

/** What a report needs of whoever makes it: a request, or a job with the claims of one. */
export type Asking = Pick<Scope, "db" | "now">;

/** One agency's month; `agency` is empty for all agencies together. */
export type AgencyCounts = {
  readonly agency: string;
  readonly accesses: number;
  readonly answered: number;
  readonly partlyDenied: number;
  readonly refused: number;
  readonly failed: number;
  readonly records: number;
  readonly accounts: number;
  readonly changes: number;
  readonly downloads: number;
  readonly logIns: number;
  readonly failedLogIns: number;
  readonly turnedAway: number;
  readonly fromCache: number;
  readonly unreadable: number;
  readonly dataSubjects: number;
  readonly unassignedSubjects: number;
};

/**
 * An access is one operation, however many services answered it; it ended as the gateway's record says, or else as the worst of its records. A change that was undone is none. Data subjects
 * are counted by pseudonym, those only whose data was shown.
 */
export async function countByAgency(scope: Asking, { from, to }: Between): Promise<AgencyCounts[]> {
  return await scope.db.query<AgencyCounts>(
    `with taken as (
       select r.index, r.sequenced, r.id, r.standing, r.type, r.service, r.correlation, r.account, r.agency, r.outcome, r.operation_name, r.shape, r.subjects,
         case when r.standing = 'sound' and r.type in ('refusal', 'cached') and r.body !~ '\\\\u' then r.body end as counted
       from ledger.record r where r.sequenced >= $1::timestamptz and r.sequenced < $2::timestamptz
     ), access as (
       select agency, correlation, max(case when service = 'gateway' then 10 else 0 end + array_position(array['answered', 'partly-denied', 'refused', 'error'], outcome)) % 10 as ended
       from taken where standing = 'sound' and type in ('operation', 'change') group by agency, correlation
     ), ended as (
       select coalesce(agency, '') as agency, count(*)::int as accesses, count(*) filter (where ended = 1)::int as answered, count(*) filter (where ended = 2)::int as "partlyDenied",
         count(*) filter (where ended = 3)::int as refused, count(*) filter (where ended = 4)::int as failed
       from access group by rollup (agency)
     ), downloading as (select s.id from ledger.shape s where exists (select from unnest(s.events) e(event) where e.event like 'Mutation.download% allowed')
     ), several as (
       select t.index, sum((x ->> 'count')::bigint) as times
       from taken t cross join lateral jsonb_array_elements(case when t.counted is not null then t.counted::jsonb -> case t.type when 'refusal' then 'refusals' else 'hits' end end) x where t.counted is not null group by t.index
     ), asker as (select distinct agency, account from taken where standing = 'sound' and type in ('operation', 'change') and account not in ('public', 'unknown')
     ), asking as (select coalesce(agency, '') as agency, count(distinct account)::int as accounts from asker group by rollup (agency)
     ), written as (
       select coalesce(t.agency, '') as agency, count(*)::int as records,
         count(*) filter (where t.type = 'change' and t.outcome = 'answered' and u.record is null)::int as changes,
         count(*) filter (where t.type = 'change' and t.outcome = 'answered' and u.record is null and d.id is not null)::int as downloads,
         count(*) filter (where t.type = 'log-in' and t.operation_name = 'log-in')::int as "logIns",
         count(*) filter (where t.type = 'log-in' and t.operation_name = 'log-in-failed')::int as "failedLogIns",
         coalesce(sum(n.times) filter (where t.type = 'refusal'), 0)::int as "turnedAway",
         coalesce(sum(n.times) filter (where t.type = 'cached'), 0)::int as "fromCache",
         count(*) filter (where t.standing <> 'sound')::int as unreadable
       from taken t left join ledger.change u on u.record = t.id and u.outcome = 'undone' and t.type = 'change' left join downloading d on d.id = t.shape left join several n on n.index = t.index
       group by rollup (t.agency)
     ), shown as (
       select t.agency, s.subject, bool_or(not s.assigned) as unassigned
       from taken t join ledger.record_subject s on s.sequenced = t.sequenced and s.index = t.index
       where t.standing = 'sound' and t.subjects > 0 and s.allowed and s.sequenced >= $1::timestamptz and s.sequenced < $2::timestamptz group by grouping sets ((t.agency, s.subject), (s.subject))
     ), met as (select coalesce(agency, '') as agency, count(*)::int as "dataSubjects", count(*) filter (where unassigned)::int as "unassignedSubjects" from shown group by agency
     )
     select w.*, coalesce(a.accounts, 0) as accounts, coalesce(e.accesses, 0) as accesses, coalesce(e.answered, 0) as answered, coalesce(e."partlyDenied", 0) as "partlyDenied", coalesce(e.refused, 0) as refused, coalesce(e.failed, 0) as failed,
       coalesce(m."dataSubjects", 0) as "dataSubjects", coalesce(m."unassignedSubjects", 0) as "unassignedSubjects"
     from written w left join ended e using (agency) left join asking a using (agency) left join met m using (agency) order by w.agency`,
    [from, to],
  );
}

/** Findings of one agency, kind and state. `month`: found in it, or before it. `agency`: `unknown` for what is about no account. */
export type FindingCount = { readonly agency: string; readonly kind: string; readonly state: "open" | "explained" | "escalated"; readonly month: "this" | "earlier"; readonly count: number };

/** Those of the month in every state, and of the time before it those that are still open. The state is that of now. */
export async function countFindings(scope: Asking, { from, to }: Between): Promise<FindingCount[]> {
  return await scope.db.query<FindingCount>(
    `select coalesce(f.agency, 'unknown') as agency, f.kind, ledger.finding_state(s.state, s.count, f.count) as state, case when f.found_at >= $1::timestamptz then 'this' else 'earlier' end as month, count(*)::int as count
     from ledger.finding f left join lateral (select s.state, s.count from ledger.finding_step s where s.finding = f.id order by s.number desc limit 1) s on true
     where f.found_at < $2::timestamptz and (f.found_at >= $1::timestamptz or ledger.finding_state(s.state, s.count, f.count) = 'open')
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [from, to],
  );
}

export type AgencyName = { readonly id: string; readonly ko: string; readonly en: string };

export async function namesOfAgencies(scope: Asking, agencies: readonly string[]): Promise<ReadonlyMap<string, AgencyName>> {
  const rows = await scope.db.query<AgencyName>("select a.id, a.name_ko as ko, a.name_en as en from permission.agency a where a.id = any($1::text[])", [agencies]);
  return new Map(rows.map((row) => [row.id, row]));
}

const signatureColumns = `s.month, s.signed_by as "signedBy", s.signed_at as "signedAt", s.sheet_hash as "sheetHash"`;

export async function signaturesUnder(scope: Asking, month: string): Promise<ReviewSignature[]> {
  return await scope.db.query<ReviewSignature>(`select ${signatureColumns} from ledger.review_signature s where s.month = $1 order by s.signed_at, s.signed_by`, [month]);
}

/** In the name and at the time that the gateway signed; null when this account has signed for this file already. */
export async function signReview(scope: Asking, month: string, sheetHash: string): Promise<ReviewSignature | null> {
  const [row] = await scope.db.query<ReviewSignature>(
    `insert into ledger.review_signature as s (id, month, signed_by, signed_at, sheet_hash) select gen_random_uuid(), $1, me.account, me.now, $2 from security.asker() me on conflict (month, signed_by, sheet_hash) do nothing returning ${signatureColumns}`,
    [month, sheetHash],
  );
  return row === undefined ? null : Object.assign(new ReviewSignature(), row);
}

/** How many persons' data was shown, by class and purpose. `persons`: pseudonyms, of which a person has one each month. */
export type ShownCount = { readonly purpose: string; readonly fieldClass: string; readonly persons: number; readonly accesses: number };

/**
 * Exact, and bodies are read only where they must be: when all that records of one shape show is of one class, what stands beside the body says whose data that was; when it is of several
 * classes, the body says which of them were shown of whom. `classes`: of fields, by coordinate.
 */
export async function countShown(scope: Asking, { from, to }: Between, classes: ReadonlyMap<string, string>): Promise<ShownCount[]> {
  return await scope.db.query<ShownCount>(
    `with shape as materialized (
       select s.id, array_agg(distinct $3::jsonb ->> split_part(e.event, ' ', 1)) as classes from ledger.shape s, unnest(s.events) e(event)
       where $3::jsonb ? split_part(e.event, ' ', 1) and split_part(e.event, ' ', 2) in ('allowed', 'redacted') group by s.id
     ), single as (
       select r.purpose, h.classes[1] as class, s.subject, r.correlation from ledger.record r join shape h on h.id = r.shape join ledger.record_subject s on s.sequenced = r.sequenced and s.index = r.index
       where cardinality(h.classes) = 1 and r.standing = 'sound' and r.subjects > 0 and r.sequenced >= $1::timestamptz and r.sequenced < $2::timestamptz and s.allowed and s.sequenced >= $1::timestamptz and s.sequenced < $2::timestamptz
     ), several as materialized (
       select r.purpose, r.correlation, case when r.body !~ '\\\\u' then r.body::jsonb end as body from ledger.record r join shape h on h.id = r.shape
       where cardinality(h.classes) > 1 and r.standing = 'sound' and r.subjects > 0 and r.sequenced >= $1::timestamptz and r.sequenced < $2::timestamptz
     ), shown as (
       select purpose, class, subject, correlation from single
       union all
       select t.purpose, e.class, (t.body -> 'subjects') ->> split_part(met.place, ':', 1)::int, t.correlation from several t
         cross join lateral (select distinct $3::jsonb ->> (x ->> 0) as class, (x ->> 4)::int as tally from jsonb_array_elements(t.body -> 'events') x where x ->> 1 in ('allowed', 'redacted') and $3::jsonb ? (x ->> 0)) e
         cross join lateral string_to_table((t.body -> 'tallies') ->> e.tally, ',') met(place)
       where t.body is not null and met.place <> ''
     ), person as (select purpose, class, count(*)::int as persons from (select purpose, class, subject from shown group by purpose, class, subject) one group by purpose, class
     ), access as (select purpose, class, count(*)::int as accesses from (select purpose, class, correlation from shown group by purpose, class, correlation) one group by purpose, class
     )
     select p.purpose, p.class as "fieldClass", p.persons, a.accesses from person p join access a using (purpose, class) order by p.purpose, p.class`,
    [from, to, JSON.stringify(Object.fromEntries(classes))],
  );
}

export type ChangeCount = { readonly mutation: string; readonly count: number };

/** What was changed, by mutation; not what was refused, failed or was undone. Records of the first version call a change an operation. */
export async function countChanges(scope: Asking, { from, to }: Between): Promise<ChangeCount[]> {
  return await scope.db.query<ChangeCount>(
    `select substr(e.event, 10, length(e.event) - 17) as mutation, count(*)::int as count
     from ledger.shape s cross join unnest(s.events) e(event) join ledger.record r on r.shape = s.id left join ledger.change u on u.record = r.id and u.outcome = 'undone'
     where e.event like 'Mutation.% allowed' and r.standing = 'sound' and r.type in ('operation', 'change') and r.service <> 'gateway' and r.outcome = 'answered' and u.record is null
       and r.sequenced >= $1::timestamptz and r.sequenced < $2::timestamptz
     group by 1 order by 1`,
    [from, to],
  );
}

/** How many grants something was read under. */
export async function countGrantsUsed(scope: Asking, { from, to }: Between): Promise<number> {
  const [row] = await scope.db.query<{ readonly count: number }>(
    `select count(distinct g.id)::int as count from (
       select case when r.body !~ '\\\\u' then r.body::jsonb end as body from ledger.record r
       where r.standing = 'sound' and r.body like '%"grants":["%' and r.sequenced >= $1::timestamptz and r.sequenced < $2::timestamptz
     ) r cross join lateral jsonb_array_elements_text(r.body #> '{agent,policy,grants}') g(id)`,
    [from, to],
  );
  return row?.count ?? 0;
}
