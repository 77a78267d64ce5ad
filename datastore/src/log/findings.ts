/** Keeps what was noticed as findings: what is noticed again is counted up. Not what is worth noticing: see @epigraph/ledger. */
import { randomUUID } from "node:crypto";
import { mergeNotices, type Notice, recordsOfFinding } from "@epigraph/ledger";
import type { TransactionQuery } from "../transaction.js";

/** As much as a column holds: a writer that lies about numbers must not stop the log. */
const countCap = 2_147_483_647;

/**
 * Under the lock of the log's head: what is found later has a later `found_at`, even when the clock went back, so that who follows new findings misses none.
 */
export async function keepFindings(query: TransactionQuery, notices: readonly Notice[], found: Date): Promise<void> {
  const merged = [...byKey(notices).values()];
  if (merged.length === 0) return;
  await query(
    `insert into ledger.finding as f (id, kind, key, found_at, first_at, last_at, account, agency, service, count, records, subjects)
     select id, kind, key, greatest($1::timestamptz, (select max(found_at) from ledger.finding) + interval '1 millisecond'), first_at, last_at, account, agency, service, count, array(select jsonb_array_elements_text(records::jsonb)::bigint), subjects
     from unnest($2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::integer[], $11::text[], $12::integer[])
       as n (id, kind, key, first_at, last_at, account, agency, service, count, records, subjects)
     on conflict (key) do update set first_at = least(f.first_at, excluded.first_at), last_at = greatest(f.last_at, excluded.last_at), count = least(f.count::bigint + excluded.count, ${countCap})::integer,
       records = array(select distinct r from unnest(f.records || excluded.records) r order by r limit ${recordsOfFinding}), subjects = least(f.subjects::bigint + excluded.subjects, ${countCap})::integer`,
    [
      found,
      merged.map(() => randomUUID()),
      merged.map(({ kind }) => kind),
      merged.map(({ key }) => key),
      merged.map(({ firstAt }) => new Date(firstAt)),
      merged.map(({ lastAt }) => new Date(lastAt)),
      merged.map(({ account }) => account),
      merged.map(({ agency }) => agency),
      merged.map(({ service }) => service),
      merged.map(({ count }) => Math.min(count, countCap)),
      merged.map(({ records }) => JSON.stringify(records.slice(0, recordsOfFinding))),
      merged.map(({ subjects }) => Math.min(subjects, countCap)),
    ],
  );
}

function byKey(notices: readonly Notice[]): ReadonlyMap<string, Notice> {
  const merged = new Map<string, Notice>();
  for (const notice of notices) {
    const known = merged.get(notice.key);
    merged.set(notice.key, known === undefined ? notice : mergeNotices(known, notice));
  }
  return merged;
}
