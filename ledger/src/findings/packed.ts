/** Memories packed into strings: short names with the minute at which each was last met, in entries of a fixed width, longest ago first. Not which memories there are: see profile.ts. */
import { hash } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const digitOf = new Uint8Array(128);
for (let digit = 0; digit < alphabet.length; digit++) digitOf[alphabet.charCodeAt(digit)] = digit;

/** The first characters of base64url of a text's SHA-256: 4 are enough to count with (24 bits: of 800 names two are taken for one now and then), 6 to recognise one (36 bits). */
export const shortName = (text: string, length: 4 | 6): string => hash("sha256", text, "base64url").slice(0, length);

/** `until`: the newest minute, since the Unix epoch. The minutes of the names are written in two digits, which reach 68 hours back from it. */
export type Recent = { readonly until: number; readonly names: string };
export const noneRecent: Recent = { until: 0, names: "" };
const modulus = 64 ** 2;

/** Each name with the minute at which it was last met. */
export function recallRecent({ until, names }: Recent, nameLength: 4 | 6): Map<string, number> {
  const known = new Map<string, number>();
  for (let at = 0; at < names.length; at += nameLength + 2) {
    const minute = numberOf(names.slice(at + nameLength, at + nameLength + 2));
    known.set(names.slice(at, at + nameLength), until - ((until - minute) % modulus + modulus) % modulus);
  }
  return known;
}

/** The newest `most` of those met in the last `within` minutes before the newest (at most 4,000). `forgotten`: for how many there was no room. */
export function packRecent(known: ReadonlyMap<string, number>, within: number, most: number): { readonly recent: Recent; readonly forgotten: number } {
  const { kept, forgotten, until } = newest([...known].map(([name, minute]) => ({ name, minute })), within, most);
  return { recent: { until, names: kept.map(({ name, minute }) => name + digitsOf(minute % modulus, 2)).join("") }, forgotten };
}

/** Somebody or something met once, when, and in which record of the log. `name`: six characters. */
export type Meeting = { readonly name: string; readonly minute: number; readonly index: number };

/** What one meeting takes, in characters. */
export const meetingWidth = 17;

export function recallMeetings(packed: string): Meeting[] {
  return Array.from({ length: packed.length / meetingWidth }, (_, number) => {
    const entry = packed.slice(number * meetingWidth, (number + 1) * meetingWidth);
    return { name: entry.slice(0, 6), minute: numberOf(entry.slice(6, 11)), index: numberOf(entry.slice(11)) };
  });
}

/** The newest `most` of those in the last `within` minutes before the newest. `forgotten`: for how many there was no room. */
export function packMeetings(meetings: readonly Meeting[], within: number, most: number): { readonly packed: string; readonly forgotten: number } {
  const { kept, forgotten } = newest(meetings, within, most);
  return { packed: kept.map(({ name, minute, index }) => name + digitsOf(minute, 5) + digitsOf(index, 6)).join(""), forgotten };
}

/** Short names of six characters, one after another. */
export const namesIn = (packed: string): string[] => Array.from({ length: packed.length / 6 }, (_, number) => packed.slice(6 * number, 6 * number + 6));

function newest<Entry extends { readonly minute: number }>(entries: readonly Entry[], within: number, most: number): { kept: Entry[]; forgotten: number; until: number } {
  const until = entries.reduce((latest, { minute }) => (minute > latest ? minute : latest), 0);
  const fresh = entries.filter(({ minute }) => minute > until - within).sort((one, other) => one.minute - other.minute);
  return { kept: fresh.slice(-most), forgotten: Math.max(0, fresh.length - most), until };
}

function digitsOf(number: number, width: number): string {
  let text = "";
  for (let rest = number; text.length < width; rest = (rest - (rest % 64)) / 64) text = (alphabet[rest % 64] ?? "A") + text;
  return text;
}

function numberOf(digits: string): number {
  let number = 0;
  for (let at = 0; at < digits.length; at++) number = number * 64 + (digitOf[digits.charCodeAt(at)] ?? 0);
  return number;
}
