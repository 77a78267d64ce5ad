/** What people type and choose in case work, held to its form: reasons, coded words, days. Not what it means: see each noun. */
import { badInput, type Scope } from "@epigraph/service";

const reasonCap = 2_000;
export const reasonWords = `Why; 1 to ${reasonCap} characters. No names and no telephone numbers: those stand in the person's record.`;

/** @throws ClientError BAD_USER_INPUT */
export function checkedText(name: string, text: string, cap = reasonCap): string {
  if (text.trim() === "" || text.length > cap) throw badInput(`\`${name}\` must have 1 to ${cap} characters`);
  return text.trim();
}

/** One of a closed list, or nothing. @throws ClientError BAD_USER_INPUT naming what there is */
export function checkedWord(name: string, word: string | null | undefined, words: readonly string[]): string | undefined {
  if (word === null || word === undefined) return undefined;
  if (!words.includes(word)) throw badInput(`\`${name}\` must be one of ${words.join(", ")}`);
  return word;
}

/** A list of words for a description: `a`, `b` or `c`. */
export const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ").replace(/, (?=[^,]*$)/, " or ");

/** The day of the request in Asia/Seoul, `YYYY-MM-DD`. */
export const todayOf = ({ now }: Pick<Scope, "now">): string => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Seoul" }).format(now);

/** So many days later (or earlier), `YYYY-MM-DD`. */
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** @throws ClientError BAD_USER_INPUT for a day that has not come, or is older than anybody would record */
export function checkedPast(name: string, day: string, scope: Scope): string {
  if (day > todayOf(scope)) throw badInput(`\`${name}\` lies in the future: give a day up to today`);
  if (day < dayAfter(todayOf(scope), -366)) throw badInput(`\`${name}\` lies more than a year back: check the year`);
  return day;
}

/** Whether it was said: clients may leave an argument out, or give null. */
export const told = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** Without what was not said. */
export const given = (details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => Object.fromEntries(Object.entries(details).filter(([, value]) => told(value)));

export const sexes = ["female", "male", "other"] as const;
export const ageBands = ["0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90-99", "100+"] as const;
