/** Moments, spans and numbers as people in Korea read them: the clock of Seoul, 24 hours, whatever the browser's own. */
import type { Language } from "./language.js";

const locale: Readonly<Record<Language, string>> = { ko: "ko-KR", en: "en-GB" };
const timeZone = "Asia/Seoul";

/** Such as `2020년 5월 6일 09:05` and `6 May 2020, 09:05`. `moment`: ISO 8601. */
export function momentIn(language: Language, moment: string): string {
  return new Intl.DateTimeFormat(locale[language], { year: "numeric", month: language === "ko" ? "long" : "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(new Date(moment));
}

/** The largest unit that fits, rounded down: `3시간`, `2 days`. Never negative. */
export function spanIn(language: Language, milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [value, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 48 * 60 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
  return new Intl.NumberFormat(locale[language], { style: "unit", unit, unitDisplay: "long" }).format(value);
}

export const numberIn = (language: Language, value: number): string => new Intl.NumberFormat(locale[language]).format(value);

/** Such as `4.2 MB`. */
export function bytesIn(language: Language, bytes: number): string {
  const [value, unit] = bytes < 1e3 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : bytes < 1e9 ? [bytes / 1e6, "megabyte"] : [bytes / 1e9, "gigabyte"];
  return new Intl.NumberFormat(locale[language], { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(value);
}
