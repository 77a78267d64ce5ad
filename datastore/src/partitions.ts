/** The day partitions of `movements.stay`. Says nothing about what stands in them, and grants nothing on them. */
import { DatastoreError } from "./error.js";

type Query = (sql: string) => Promise<unknown>;

/**
 * Makes the partitions `movements.stay_YYYYMMDD` that are missing for the calendar days given (`2020-02-29`), in one statement that may be part of a
 * transaction or not. Safe when several do it at once, and readers are not held up: a table is attached, not created in place. To be run by the owner of
 * the table. Throws DAY_INVALID.
 */
export async function ensureStayPartitions(query: Query, days: readonly string[]): Promise<void> {
  const wanted = [...new Set(days)].sort();
  for (const day of wanted) requireDay(day);
  if (wanted.length === 0) return;
  // a DO block takes no parameters; the days are digits and hyphens by now
  await query(`do $$
    declare
      first_day date;
      name text;
    begin
      perform pg_advisory_xact_lock(7215530043);
      foreach first_day in array array[${wanted.map((day) => `'${day}'`).join(", ")}]::date[] loop
        name := 'stay_' || to_char(first_day, 'YYYYMMDD');
        if to_regclass('movements.' || name) is null then
          execute format('create table movements.%I (like movements.stay including defaults including constraints including indexes)', name);
          execute format('alter table movements.stay attach partition movements.%I for values from (%L) to (%L)', name, first_day, first_day + 1);
        end if;
      end loop;
    end $$`);
}

function requireDay(day: string): void {
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw new DatastoreError("DAY_INVALID", `\`${day.slice(0, 20)}\` is not a calendar day: write it as 2020-02-29`);
  }
}
