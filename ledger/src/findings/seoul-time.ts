/** Days, hours, months and working hours in Asia/Seoul, which has kept UTC+9 without daylight saving since 1988. Not a calendar of holidays: those are settings. */

const minutesPerDay = 1_440;
const offsetMinutes = 540;

/** `days`: 1 is Monday, 7 Sunday. `fromMinute` and `toMinute`: of the day, `toMinute` no longer in it; 0 to 1440 is around the clock. `onHolidays`: whether holidays are worked on as any day. */
export type WorkingHours = { readonly days: readonly number[]; readonly fromMinute: number; readonly toMinute: number; readonly onHolidays: boolean };

/** Minutes since the Unix epoch. */
export const minuteOf = (instant: number): number => Math.floor(instant / 60_000);

/** `2026-11-22`. */
export const dayOf = (minute: number): string => local(minute).slice(0, 10);
/** `2026-11-22T14`. */
export const hourOf = (minute: number): string => local(minute).slice(0, 13);
/** `2026-11`. */
export const monthOf = (minute: number): string => local(minute).slice(0, 7);

/** Whether somebody with these hours works then. `holidays`: each a day `YYYY-MM-DD`, or `MM-DD` when it is one every year. */
export function isWorkingTime(minute: number, hours: WorkingHours, holidays: readonly string[]): boolean {
  const day = Math.floor((minute + offsetMinutes) / minutesPerDay);
  const minuteOfDay = minute + offsetMinutes - day * minutesPerDay;
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1; // 1970-01-01 was a Thursday
  if (!hours.days.includes(weekday) || minuteOfDay < hours.fromMinute || minuteOfDay >= hours.toMinute) return false;
  return hours.onHolidays || !isHoliday(dayOf(minute), holidays);
}

/** The night to which a minute belongs, as the day on which it began, and the minute at which it began: from one start of work to the next, so that the small hours are still the evening before's. */
export function nightOf(minute: number, { fromMinute }: WorkingHours): { readonly night: string; readonly began: number } {
  const began = Math.floor((minute + offsetMinutes - fromMinute) / minutesPerDay) * minutesPerDay + fromMinute - offsetMinutes;
  return { night: dayOf(began), began };
}

const isHoliday = (day: string, holidays: readonly string[]): boolean => holidays.includes(day) || holidays.includes(day.slice(5));

const local = (minute: number): string => new Date((minute + offsetMinutes) * 60_000).toISOString();
