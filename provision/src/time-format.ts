/** Written times to instants, only in the formats that a profile names: a local format is never guessed. No time-zone library: the zones are those that Korean providers write in. */
import { parseDay } from "@epigraph/epi";

export const timeZones = { "Asia/Seoul": 9 * 3_600_000, UTC: 0 } as const; // Korea has kept UTC+9 without daylight saving since 1988
export type TimeZone = keyof typeof timeZones;

/** Milliseconds since the Unix epoch; undefined for what is not written so, or does not exist. */
type Reader = (text: string, offset: number) => number | undefined;

const datePart = String.raw`(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})`;
const clock = String.raw`(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,3}))?)?`;

/** As a profile calls them, each by an example. `iso` must say its zone; the others are in the zone of the profile. */
export const timeFormats = {
  /** 2020-05-02T23:10:00+09:00 */
  iso: (text) => {
    const found = isoPattern.exec(text)?.groups;
    if (found === undefined) return undefined;
    const zone = found["zone"] ?? "";
    const shift = /^z$/i.test(zone) ? 0 : (zone.startsWith("-") ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
    return Number(zone.slice(1, 3)) > 14 ? undefined : instant(found, shift);
  },
  /** 2020-05-02 23:10, also with seconds */
  "YYYY-MM-DD HH:mm": (text, offset) => dashed(text, offset),
  /** 2020/05/02 23:10, also with seconds */
  "YYYY/MM/DD HH:mm": (text, offset) => (text.charCodeAt(4) === 47 && text.charCodeAt(7) === 47 ? dashed(`${text.slice(0, 4)}-${text.slice(5, 7)}-${text.slice(8)}`, offset) : undefined),
  /** 20200502231000 */
  YYYYMMDDHHmmss: (text, offset) => (/^\d{14}$/.test(text) ? dashed(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)} ${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12)}`, offset) : undefined),
  /** 2020.5.2 오후 11:10, also 2020. 5. 2. 오후 11:10:05 */
  "YYYY.M.D a h:mm": (text, offset) => {
    const found = koreanPattern.exec(text)?.groups;
    if (found === undefined) return undefined;
    const hour = Number(found["hour"]);
    if (hour < 1 || hour > 12) return undefined;
    return instant({ ...found, hour: String((hour % 12) + (found["half"] === "오후" ? 12 : 0)) }, offset);
  },
  /** 1588428600 */
  "epoch-seconds": (text) => (/^\d{9,10}$/.test(text) ? Number(text) * 1000 : undefined),
  /** 1588428600000 */
  "epoch-milliseconds": (text) => (/^\d{12,13}$/.test(text) ? Number(text) : undefined),
  /** 43953.965277778, days since 1899-12-30 as spreadsheets count them, to the second */
  "excel-serial": (text, offset) => (/^\d{5}(\.\d+)?$/.test(text) ? Math.round((Number(text) - 25_569) * 86_400) * 1000 - offset : undefined),
} satisfies Readonly<Record<string, Reader>>;
export type TimeFormat = keyof typeof timeFormats;

const isoPattern = new RegExp(`^${datePart}T${clock}(?<zone>[Zz]|[+-]\\d{2}:?\\d{2})$`);
const koreanPattern = /^(?<year>\d{4})\. ?(?<month>\d{1,2})\. ?(?<day>\d{1,2})\.? (?<half>오전|오후) (?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?$/;

/** The first format that the text is written in. */
export function timeReader(formats: readonly TimeFormat[], zone: TimeZone): (text: string) => number | undefined {
  const offset = timeZones[zone];
  const readers: readonly Reader[] = formats.map((format) => timeFormats[format]);
  return (text) => {
    for (const read of readers) {
      const found = read(text, offset);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** `2020-05-02 23:10[:05]`, by its characters: a file has two of them a row. */
function dashed(text: string, offset: number): number | undefined {
  const { length } = text;
  if ((length !== 16 && length !== 19) || text.charCodeAt(10) !== 32 || text.charCodeAt(13) !== 58) return undefined;
  const minutes = two(text, 11) * 60 + two(text, 14);
  const seconds = length === 19 ? (text.charCodeAt(16) === 58 ? two(text, 17) : Number.NaN) : 0;
  if (!(two(text, 11) < 24 && two(text, 14) < 60 && seconds < 60)) return undefined;
  const day = dayStart(text.slice(0, 10));
  return day === undefined ? undefined : day + minutes * 60_000 + seconds * 1000 - offset;
}

/** NaN when it is not two digits. */
function two(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function instant(parts: Readonly<Record<string, string | undefined>>, offset: number): number | undefined {
  const [hour, minute, second] = [Number(parts["hour"]), Number(parts["minute"]), Number(parts["second"] ?? 0)];
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  const day = dayStart(`${parts["year"] ?? ""}-${(parts["month"] ?? "").padStart(2, "0")}-${(parts["day"] ?? "").padStart(2, "0")}`);
  const fraction = Number((parts["fraction"] ?? "").padEnd(3, "0"));
  return day === undefined ? undefined : day + (hour * 60 + minute) * 60_000 + second * 1000 + fraction - offset;
}

/** Midnight of a day that exists, in UTC; the last few are remembered, for a file has few. */
function dayStart(text: string): number | undefined {
  const known = days.get(text);
  if (known !== undefined) return known;
  const day = parseDay(text);
  if (day === undefined) return undefined;
  const start = Date.parse(`${day}T00:00:00Z`);
  if (days.size >= 1_000) days.clear();
  days.set(text, start);
  return start;
}

const days = new Map<string, number>();
