/** Days and seconds of the simulation, in Asia/Seoul as a fixed UTC+9 (no summer time since 1988). Never the machine's time zone. */
import type { Instant } from "@epigraph/epi";

export const secondsPerDay = 86_400;
export const hour = 3_600;
export const minute = 60;
const millisecondsPerDay = 86_400_000;

/** Day 0 is the start date; earlier days are negative. Seconds count from 00:00 of day 0 in Seoul. */
export type Calendar = {
  /** `YYYY-MM-DD`. */
  readonly dateOf: (day: number) => string;
  /** 0 Sunday to 6 Saturday. */
  readonly weekdayOf: (day: number) => number;
  readonly instantOf: (second: number) => Instant;
  readonly yearOf: (day: number) => number;
};

export function calendarFrom(startDate: string): Calendar {
  const start = Date.parse(`${startDate}T00:00:00Z`);
  const startWeekday = new Date(start).getUTCDay();
  const known = new Map<number, string>();
  const dateOf = (day: number): string => {
    let date = known.get(day);
    if (date === undefined) {
      date = new Date(start + day * millisecondsPerDay).toISOString().slice(0, 10);
      known.set(day, date);
    }
    return date;
  };
  return {
    dateOf,
    weekdayOf: (day) => (((day + startWeekday) % 7) + 7) % 7,
    instantOf: (second) => start - 9 * hour * 1000 + second * 1000,
    yearOf: (day) => Number(dateOf(day).slice(0, 4)),
  };
}

export function dayOf(second: number): number {
  return Math.floor(second / secondsPerDay);
}

/** A real calendar day, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text);
}
