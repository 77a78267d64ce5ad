/** How often an event met each of its data subjects, as text: `place:count,...`, where a place is one in the record's table of subjects and a count of 1 is left out. */
import { LedgerError } from "./error.js";
import type { ResolverEvent } from "./record.js";

export type Tally = ResolverEvent["subjects"];

/** Puts subjects into the table as it meets them. @throws LedgerError RECORD_INVALID for a count that is none */
export function writeTally(tally: Tally, places: Map<string, number>): string {
  const parts: string[] = [];
  for (const [subject, count] of tally) {
    const place = placeOf(places, subject);
    parts.push(countOf(count) === 1 ? String(place) : `${place}:${count}`);
  }
  return parts.join(",");
}

/** Says nothing of spelling, such as zeros in front: whoever reads compares with what would be written. @throws LedgerError RECORD_INVALID */
export function readTally(text: string, subjects: readonly string[]): Tally {
  const tally = new Map<string, number>();
  if (text === "") return tally;
  for (const part of text.split(",")) {
    const [place = "", count = "1"] = part.split(":");
    const subject = place === "" ? undefined : subjects[Number(place)];
    if (subject === undefined) throw new LedgerError("RECORD_INVALID", "a tally names a data subject that is not in the table");
    if (tally.has(subject)) throw new LedgerError("RECORD_INVALID", "a tally names a data subject twice");
    tally.set(subject, countOf(Number(count)));
  }
  return tally;
}

function countOf(count: number): number {
  if (!Number.isSafeInteger(count) || count < 1) throw new LedgerError("RECORD_INVALID", "a tally counts a data subject less than once or not in whole numbers");
  return count;
}

/** The place of a text in a table, where it is put when it is new. */
export function placeOf(table: Map<string, number>, text: string): number {
  let place = table.get(text);
  if (place === undefined) table.set(text, (place = table.size));
  return place;
}
