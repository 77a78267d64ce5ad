/** The day partitions of `movements.stay`. Says nothing about what stands in them, and grants nothing on them. */
import { DatastoreError } from "./error.js";

type Query = (sql: string) => Promise<unknown>;

/**
 * Makes the partitions `movements.stay_YYYYMMDD` that are missing for the calendar days given (`2020-02-29`), in statements that may be part of a
 * transaction or not. Safe when several do it at once, and readers are not held up: a table is attached, not created in place. To be run by the owner of
 * the table. Throws DAY_INVALID.
 */
export async function ensureStayPartitions(query: Query, days: readonly string[]): Promise<void> {
  const wanted = [...new Set(days)].sort();
  for (const day of wanted) requireDay(day);
  if (wanted.length === 0) return;
  // the days are digits and hyphens by now
  for (let first = 0; first < wanted.length; first += daysAtOnce) {
    await query(`select movements.make_days(array[${wanted.slice(first, first + daysAtOnce).map((day) => `'${day}'`).join(", ")}]::date[])`);
  }
}

/** As many as `movements.make_days` makes. */
const daysAtOnce = 400;

/** What whoever fills a day's table before attaching it must agree on with `movements.make_days`: the lock, and the table's name as an expression over a day. */
export const stayPartition = { lock: 7_215_530_043, nameOf: (day: string): string => `'stay_' || to_char(${day}, 'YYYYMMDD')` } as const;

function requireDay(day: string): void {
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw new DatastoreError("DAY_INVALID", `\`${day.slice(0, 20)}\` is not a calendar day: write it as 2020-02-29`);
  }
}
