/** Months and years of reports, by the calendar of Korea. Not the months of the log's partitions and pseudonyms, which are UTC's. */
import { badInput } from "@epigraph/service";

/** Half-open: `from` is in it, `to` is not. `name`: `2026-11` or `2026`. */
export type Stretch = { readonly name: string; readonly from: Date; readonly to: Date };

/** Korea has had no summer time since 1988. */
const midnight = (year: number, month: number): Date => new Date(Date.UTC(year, month - 1, 1, -9));

const first = 2020;
const last = 2199;

/** @throws ClientError BAD_USER_INPUT unless it is `YYYY-MM` and has begun */
export function monthOf(text: string, now: number): Stretch {
  const [, year, month] = (/^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || year < first || year > last) throw badInput("`month` must be a month such as `2026-11`");
  return begun({ name: text, from: midnight(year, month), to: midnight(year, month + 1) }, "month", now);
}

/** @throws ClientError BAD_USER_INPUT unless it has begun */
export function yearOf(year: number, now: number): Stretch {
  if (!(first <= year && year <= last)) throw badInput(`\`year\` must be between ${first} and ${last}`);
  return begun({ name: String(year), from: midnight(year, 1), to: midnight(year + 1, 1) }, "year", now);
}

/** The months of a year. */
export const monthsOf = (year: number): Stretch[] => Array.from({ length: 12 }, (_, index) => ({ name: `${year}-${String(index + 1).padStart(2, "0")}`, from: midnight(year, index + 1), to: midnight(year, index + 2) }));

/** As people in Korea write an instant: `2026-11-05 12:04:05`. */
export const inSeoul = (at: number): string => new Date(at + 9 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

function begun(stretch: Stretch, what: string, now: number): Stretch {
  if (stretch.from.getTime() > now) throw badInput(`the \`${what}\` has not begun`);
  return stretch;
}
