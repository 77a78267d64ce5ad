/**
 * Calendar days of Asia/Seoul, written `YYYY-MM-DD`, and the instants between which they lie. Not a time-zone library: Korea has kept UTC+9
 * without daylight saving since October 1988, so a fixed offset is exact for every date that this software meets, whatever the process's time zone is.
 */
import { EpiError } from "./error.js";
import type { Instant } from "./observation.js";

/** Half-open: `from` is in it, `to` is not. */
export type Interval = { readonly from: Instant; readonly to: Instant };

export const millisecondsPerMinute = 60_000;
export const millisecondsPerDay = 86_400_000;
const writtenAsDay = /^\d{4}-\d{2}-\d{2}$/;
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const { floor } = Math;
const seoulOffset = 9 * 60 * millisecondsPerMinute;

/** The day in Asia/Seoul on which the instant falls. Throws `invalid-instant` outside the years 0000 to 9999. */
export function dayOf(instant: Instant): string {
  return dayText(floor((instant + seoulOffset) / millisecondsPerDay));
}

/** Midnight at which the day begins and midnight at which it ends, as instants; always 24 hours apart. */
export function dayBounds(day: string): Interval {
  const from = dayNumber(day) * millisecondsPerDay - seoulOffset;
  return { from, to: from + millisecondsPerDay };
}

/** The day `days` later (earlier when negative; whole days only). */
export function addDays(day: string, days: number): string {
  if (!Number.isInteger(days)) throw new EpiError("invalid-parameter", "give whole days");
  return dayText(dayNumber(day) + days);
}

/** Days from `a` to `b`: 1 when `b` is the next day, negative when `b` is earlier. */
export function daysBetween(a: string, b: string): number {
  return dayNumber(b) - dayNumber(a);
}

/** The text itself when it is exactly a day that exists, otherwise undefined: refuses 2020-13-45, 2020-02-30, 2020-2-3 and a time of day. */
export function parseDay(text: string): string | undefined {
  return Number.isNaN(numberOfDay(text)) ? undefined : text;
}

/** The same time in pieces that lie within one day each; in order, touching, of the same total length. An instant stays one piece. */
export function cutAtMidnight(interval: Interval): readonly Interval[] {
  if (!(interval.to >= interval.from)) throw new EpiError("invalid-instant", "give an interval that does not end before it begins");
  const pieces: Interval[] = [];
  let from = interval.from;
  for (let midnight = dayBounds(dayOf(from)).to; midnight < interval.to; midnight += millisecondsPerDay) {
    pieces.push({ from, to: midnight });
    from = midnight;
  }
  return [...pieces, { from, to: interval.to }];
}

function dayNumber(day: string): number {
  const number = numberOfDay(day);
  if (Number.isNaN(number)) throw new EpiError("invalid-day", "give a day that exists, written YYYY-MM-DD");
  return number;
}

/** Days since 1970-01-01 of the proleptic Gregorian calendar, or NaN: counted from 1 March, so that the leap day comes last (H. Hinnant, "days_from_civil"). */
function numberOfDay(text: string): number {
  if (!writtenAsDay.test(text)) return Number.NaN;
  const [year, month, day] = [+text.slice(0, 4), +text.slice(5, 7), +text.slice(8)];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day < 1 || day > (month === 2 && leap ? 29 : (monthLengths[month - 1] ?? 0))) return Number.NaN;
  const marchYear = month > 2 ? year : year - 1;
  const dayOfMarchYear = floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return marchYear * 365 + floor(marchYear / 4) - floor(marchYear / 100) + floor(marchYear / 400) + dayOfMarchYear - 719_468;
}

function dayText(number: number): string {
  const date = new Date(number * millisecondsPerDay);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999) throw new EpiError("invalid-instant", "give an instant in milliseconds within the years 0000 to 9999");
  return date.toISOString().slice(0, 10);
}
