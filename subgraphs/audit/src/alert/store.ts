/** The question about alerts asked of PostgreSQL: log-ins from the identity provider's events, refusals and denials from the gateway's own records. */
import { type Page, parameters, type Scope } from "@epigraph/service";
import { SecurityAlert } from "./types.js";

export type AlertFilter = { readonly kind?: string | undefined; readonly account?: string | undefined; readonly from: Date; readonly to: Date };

/** Latest first. Of the records only who asked, from where and how it ended is read: the gateway's hold no data subject. */
export async function listAlerts(scope: Scope, { kind, account, from, to }: AlertFilter, page: Page): Promise<SecurityAlert[]> {
  const { bind, values } = parameters();
  const [since, until] = [`${bind(from)}::timestamptz`, `${bind(to)}::timestamptz`];
  const [lastAt, key] = [bind(page.after?.[0] ?? "infinity"), bind(page.after?.[1] ?? "")];
  const rows = await scope.db.query<SecurityAlert>(
    `with happened as (
       select k.kind, null::text as code, e.account, e.agency, e.address, 1 as count, e.at as first_at, e.at as last_at
       from identity.event e join (values ('log-in-failed', 'failed-log-in'), ('lock-out', 'lock-out'), ('lock', 'lock-out'),
         ('token-refused', 'refused-refresh'), ('refresh-refused', 'refused-refresh'), ('refresh-reused', 'refused-refresh')) as k(event, kind) on k.event = e.kind
       where e.at >= ${since} and e.at < ${until}
       union all
       select case when f.readable is null then 'unreadable-record' when f.code is null then 'denied' else 'turned-away' end, f.code, nullif(r.account, 'unknown'), nullif(r.agency, 'unknown'), r.address,
         coalesce(f.count, 1), coalesce(f.first_at, r.recorded), coalesce(f.last_at, r.recorded)
       from ledger.record r left join lateral jsonb_to_recordset(ledger.refusals(r.body)) as f(readable boolean, code text, count int, first_at timestamptz, last_at timestamptz) on true
       where r.service = 'gateway' and r.outcome in ('refused', 'partly-denied') and r.recorded >= ${since} and r.recorded < ${until}
     ), counted as (
       select kind, code, account, agency, address, least(sum(count), 2147483647)::int as count, date_trunc('milliseconds', min(first_at)) as first_at, date_trunc('milliseconds', max(last_at)) as last_at,
         concat_ws('|', kind, code, account, agency, address) as key
       from happened
       where (${bind(kind ?? null)}::text is null or kind = ${bind(kind ?? null)}) and (${bind(account ?? null)}::text is null or account = ${bind(account ?? null)})
       group by kind, code, account, agency, address
     )
     select kind, code, account, agency, address, count, first_at as "firstAt", last_at as "lastAt" from counted
     where last_at < ${lastAt}::timestamptz or (last_at = ${lastAt}::timestamptz and key > ${key})
     order by last_at desc, key limit ${bind(page.first + 1)}::int`,
    values,
  );
  return rows.map((row) => Object.assign(new SecurityAlert(), row));
}

/** As the question sorts. */
export const alertCursor = ({ kind, code, account, agency, address, lastAt }: SecurityAlert): string[] => [lastAt.toISOString(), [kind, code, account, agency, address].filter((part) => part !== null).join("|")];
