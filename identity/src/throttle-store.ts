/** Counters of failures, by keyed names. */
import type { Query } from "./database.js";

type Rule = { readonly pauseAfter: number; readonly pauseSeconds: number; readonly forgetAfterSeconds: number | undefined };

/** Counts one more unless the counter pauses already: one statement, so that no two see the same count. `closed`: it paused before this. */
export async function addFailure(query: Query, key: Buffer, now: Date, { pauseAfter, pauseSeconds, forgetAfterSeconds }: Rule): Promise<{ readonly failures: number; readonly closed: boolean }> {
  const [row] = await query<{ readonly failures: number }>(
    `insert into identity.throttle as t (key, failures, last_failure_at, closed_until)
     values ($1, 1, $2::timestamptz, case when 1 % $3::int = 0 then $2::timestamptz + make_interval(secs => $4::int) end)
     on conflict (key) do update set
       failures = case when t.last_failure_at + make_interval(secs => $5::int) < $2 then 1 else t.failures + 1 end,
       closed_until = case when (case when t.last_failure_at + make_interval(secs => $5::int) < $2 then 1 else t.failures + 1 end) % $3::int = 0
         then $2::timestamptz + make_interval(secs => $4::int) end,
       last_failure_at = $2
     where t.closed_until is null or t.closed_until <= $2
     returning failures`,
    [key, now, pauseAfter, pauseSeconds, forgetAfterSeconds ?? null],
  );
  return row ? { failures: row.failures, closed: false } : { failures: 0, closed: true };
}

export const forgetFailures = async (query: Query, key: Buffer): Promise<void> => void (await query("delete from identity.throttle where key = $1", [key]));

/** An address is shared: one that gets in must not clear it for all. A pause that this attempt began is over. */
export const takeBackFailure = async (query: Query, key: Buffer): Promise<void> =>
  void (await query("update identity.throttle set failures = greatest(0, failures - 1), closed_until = null where key = $1", [key]));

/** Counters that have been quiet for so long count no more. */
export const removeOldFailures = async (query: Query, before: Date): Promise<void> => void (await query("delete from identity.throttle where last_failure_at < $1 and (closed_until is null or closed_until < $1)", [before]));
