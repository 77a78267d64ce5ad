/**
 * Which stays of others overlap with those of a case, and for how long. Neither phone data nor slips can show "within 2 m for 15 minutes": this is co-presence, it says
 * nothing about infection.
 */
import { millisecondsPerMinute, type Interval } from "./calendar.js";
import { distanceMetres } from "./cell.js";
import { requireAtLeast } from "./error.js";
import { groupBy } from "./group-by.js";
import type { Stay } from "./stay.js";

/** A stay and the case whose it is. */
export type StayOfCase = Stay & { readonly caseId: string };

export type CoPresenceOptions = {
  /** Stays whose positions are no farther apart count as together, besides those at the same place id. */
  readonly radiusMetres: number;
  /** The least time together; see `CoPresence.strength` for how it is counted. */
  readonly minimumMinutes: number;
};

export type CoPresence<Mine extends Stay = Stay, Other extends StayOfCase = StayOfCase> = {
  readonly stay: Mine;
  readonly other: Other;
  readonly day: string;
  readonly basis: "same-place" | "within-radius";
  readonly distanceMetres: number;
  /**
   * `shown`: arrivals and departures overlap for the minimum. `possible`: only the outer bounds do (a card slip, an entry code, rounded hours).
   * `same-day`: one of the two is known to the day only.
   */
  readonly strength: "shown" | "possible" | "same-day";
  /** Overlap of arrivals and departures, not rounded; 0 when only the bounds overlap; undefined when a stay is known to the day only. */
  readonly overlapMinutes: number | undefined;
  /** Overlap of the outer bounds: it was at most this. Undefined when a stay is known to the day only. */
  readonly possibleMinutes: number | undefined;
  /** Length of the unbroken time with that case to which this overlap belongs: sources united, midnight ignored. Undefined unless `shown`. */
  readonly unbrokenMinutes: number | undefined;
};

/**
 * All co-presences, by day, then time, then the other's case id. The minimum is held against *unbroken* time with one other case: overlaps of several sources are
 * united, not added, and those that touch (stays are cut at midnight) are joined. Stays known to the day are listed whatever the minimum, with no minutes.
 */
export function coPresences<Mine extends Stay, Other extends StayOfCase>(mine: readonly Mine[], others: readonly Other[], options: CoPresenceOptions): readonly CoPresence<Mine, Other>[] {
  requireAtLeast("radiusMetres", options.radiusMetres, 0);
  requireAtLeast("minimumMinutes", options.minimumMinutes, 0);
  const meetings = meetingsOf(mine, others, options.radiusMetres);
  const shown = unbrokenTimes(meetings, (meeting) => meeting.shown);
  const possible = unbrokenTimes(meetings, (meeting) => meeting.possible);
  const minimum = options.minimumMinutes * millisecondsPerMinute;
  return meetings
    .flatMap((meeting): CoPresence<Mine, Other>[] => {
      const { stay, other, basis, distance } = meeting;
      const base = { stay, other, day: stay.day, basis, distanceMetres: distance };
      if (stay.precision === "day" || other.precision === "day") return [{ ...base, strength: "same-day", overlapMinutes: undefined, possibleMinutes: undefined, unbrokenMinutes: undefined }];
      const minutes = { overlapMinutes: minutesOf(meeting.shown), possibleMinutes: minutesOf(meeting.possible) };
      const unbroken = shown.get(meeting);
      if (unbroken !== undefined && unbroken >= minimum) return [{ ...base, strength: "shown", ...minutes, unbrokenMinutes: unbroken / millisecondsPerMinute }];
      const atMost = possible.get(meeting);
      return atMost !== undefined && atMost >= minimum ? [{ ...base, strength: "possible", ...minutes, unbrokenMinutes: undefined }] : [];
    })
    .sort(inOrder);
}

/** Two stays at one place on one day, with their overlaps when hours are known. */
type Meeting<Mine, Other> = {
  readonly stay: Mine;
  readonly other: Other;
  readonly basis: CoPresence["basis"];
  readonly distance: number;
  readonly shown: Interval | undefined;
  readonly possible: Interval | undefined;
};

function meetingsOf<Mine extends Stay, Other extends StayOfCase>(mine: readonly Mine[], others: readonly Other[], radiusMetres: number): readonly Meeting<Mine, Other>[] {
  const byDay = groupBy(others, (other) => other.day);
  return mine.flatMap((stay) =>
    (byDay.get(stay.day) ?? []).flatMap((other) => {
      const distance = distanceMetres(stay.position, other.position);
      const samePlace = stay.placeId !== undefined && stay.placeId === other.placeId;
      if (!samePlace && distance > radiusMetres) return [];
      return [{ stay, other, basis: samePlace ? "same-place" : "within-radius", distance, shown: intersection(shownTime(stay), shownTime(other)), possible: intersection(possibleTime(stay), possibleTime(other)) }];
    }),
  );
}

function shownTime({ arrival, departure }: Stay): Interval | undefined {
  return arrival === undefined || departure === undefined ? undefined : { from: arrival, to: departure };
}

function possibleTime(stay: Stay): Interval | undefined {
  return stay.precision === "day" ? undefined : { from: stay.earliest, to: stay.latest };
}

/** Closed: an instant within an interval is an intersection of no length. */
function intersection(a: Interval | undefined, b: Interval | undefined): Interval | undefined {
  if (a === undefined || b === undefined) return undefined;
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from <= to ? { from, to } : undefined;
}

/** For each meeting the length, in milliseconds, of the union of touching times with the same other case to which it belongs. */
function unbrokenTimes<M extends { readonly other: StayOfCase }>(meetings: readonly M[], timeOf: (meeting: M) => Interval | undefined): ReadonlyMap<M, number> {
  const lengths = new Map<M, number>();
  for (const withOne of groupBy(meetings, (meeting) => meeting.other.caseId).values()) {
    const timed: (Interval & { readonly meeting: M })[] = [];
    for (const meeting of withOne) {
      const time = timeOf(meeting);
      if (time !== undefined) timed.push({ ...time, meeting });
    }
    timed.sort((a, b) => a.from - b.from);
    let stretch: typeof timed = [];
    let end = -Infinity;
    const close = (): void => stretch.forEach(({ meeting }) => lengths.set(meeting, end - (stretch[0]?.from ?? end)));
    for (const entry of timed) {
      if (entry.from > end) {
        close();
        stretch = [];
      }
      stretch.push(entry);
      end = Math.max(end, entry.to);
    }
    close();
  }
  return lengths;
}

function minutesOf(time: Interval | undefined): number {
  return time === undefined ? 0 : (time.to - time.from) / millisecondsPerMinute;
}

function inOrder(a: CoPresence, b: CoPresence): number {
  const byText = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  return byText(a.day, b.day) || a.stay.earliest - b.stay.earliest || byText(a.other.caseId, b.other.caseId) || a.other.earliest - b.other.earliest || byText(a.stay.sourceRecord, b.stay.sourceRecord) || byText(a.other.sourceRecord, b.other.sourceRecord);
}
