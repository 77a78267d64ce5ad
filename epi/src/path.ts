/**
 * A case's path: the stays of all sources brought together into stops, in order of time, each with its provenance. Not the public path: what may be disclosed of it is
 * decided elsewhere.
 */
import { millisecondsPerMinute } from "./calendar.js";
import { distanceMetres } from "./cell.js";
import { jointConfidence } from "./confidence.js";
import { requireAtLeast } from "./error.js";
import { groupBy } from "./group-by.js";
import type { Instant, Position } from "./observation.js";
import type { Stay, StaySource } from "./stay.js";
import { groupVisits, type VisitOptions } from "./visits.js";

/** One visit, as all sources together have it. */
export type PathStop = {
  readonly day: string;
  /** `day`: no source knew hours, and there are none here. */
  readonly precision: "minute" | "day";
  /** First arrival and last departure that any source shows. */
  readonly arrival?: Instant;
  readonly departure?: Instant;
  readonly earliest: Instant;
  readonly latest: Instant;
  readonly placeId?: string;
  /** Of the most exactly located stay; of one at a known place before all others. */
  readonly position: Position;
  readonly accuracyMetres: number;
  /** That not every source is wrong (confidence.ts). */
  readonly confidence: number;
  /** Provenance: each source once, in alphabetical order; then the stays themselves. */
  readonly sources: readonly StaySource[];
  readonly sourceRecords: readonly string[];
  readonly stays: readonly Stay[];
  readonly contradictions: readonly Contradiction[];
};

/** Another stop of the same path, elsewhere at the same time. One of the two is wrong; which one is the investigator's to find out. */
export type Contradiction = {
  readonly kind: "elsewhere-at-the-same-time";
  readonly sources: readonly StaySource[];
  readonly sourceRecords: readonly string[];
  readonly distanceMetres: number;
};

export type PathOptions = VisitOptions & {
  /** Hours that were only told are taken this much shorter at both ends before they contradict anything. */
  readonly roundingMinutes: number;
};
/** 200 m is the radius of a stay point (Li et al. 2008); half an hour is how people round. */
export const pathDefaults: PathOptions = { radiusMetres: 200, slackMinutes: 30, roundingMinutes: 30 };

/**
 * The stops of one case. Stays of one visit become one stop by the rules of visits.ts; the order of the input does not matter. Within a day the stops with hours come
 * first, in order of arrival, then those known to the day only: their place in the day is unknown.
 */
export function pathOf(stays: readonly Stay[], options: Partial<PathOptions> = {}): readonly PathStop[] {
  const settings = { ...pathDefaults, ...options };
  for (const [name, value] of Object.entries(settings)) requireAtLeast(name, value, 0);
  const days = [...groupBy(stays, (stay) => stay.day)].sort(([a], [b]) => (a < b ? -1 : 1));
  return days.flatMap(([, ofDay]) => {
    const stops = groupVisits(ofDay, settings).map(stopOf).sort(inOrder);
    return stops.map((stop) => ({ ...stop, contradictions: contradictionsOf(stop, stops, settings) }));
  });
}

type Stop = Omit<PathStop, "contradictions">;

function stopOf(stays: readonly Stay[]): Stop {
  const best = stays.reduce((a, b) => (a.placeId !== undefined && b.placeId === undefined ? a : b.placeId !== undefined && a.placeId === undefined ? b : b.accuracyMetres < a.accuracyMetres ? b : a));
  const timed = stays.filter((stay) => stay.precision === "minute");
  const bounded = timed.length === 0 ? stays : timed;
  const earliest = Math.min(...bounded.map((stay) => stay.earliest));
  const latest = Math.max(...bounded.map((stay) => stay.latest));
  return {
    day: best.day,
    ...(timed.length === 0
      ? { precision: "day" as const }
      : { precision: "minute" as const, arrival: Math.min(...timed.map((stay) => stay.arrival ?? stay.latest)), departure: Math.max(...timed.map((stay) => stay.departure ?? stay.earliest)) }),
    earliest,
    latest,
    ...(best.placeId === undefined ? {} : { placeId: best.placeId }),
    position: best.position,
    accuracyMetres: best.accuracyMetres,
    confidence: jointConfidence(stays),
    sources: [...new Set(stays.map((stay) => stay.source))].sort(),
    sourceRecords: stays.map((stay) => stay.sourceRecord),
    stays,
  };
}

/** The records only make the order total. */
function inOrder(a: Stop, b: Stop): number {
  const byHours = (a.arrival ?? Infinity) - (b.arrival ?? Infinity) || (a.departure ?? 0) - (b.departure ?? 0);
  return byHours || ((x, y) => (x < y ? -1 : x > y ? 1 : 0))(a.sourceRecords.join("+"), b.sourceRecords.join("+"));
}

function contradictionsOf(stop: Stop, all: readonly Stop[], settings: PathOptions): readonly Contradiction[] {
  const hours = firmHours(stop, settings);
  if (hours === undefined) return [];
  return all.flatMap((other) => {
    const otherHours = other === stop ? undefined : firmHours(other, settings);
    if (otherHours === undefined || otherHours.from > hours.to || hours.from > otherHours.to) return [];
    const distance = distanceMetres(stop.position, other.position);
    if (distance <= settings.radiusMetres + stop.accuracyMetres + other.accuracyMetres) return [];
    return [{ kind: "elsewhere-at-the-same-time", sources: other.sources, sourceRecords: other.sourceRecords, distanceMetres: distance }];
  });
}

/** When a stop claims to be there beyond rounding; undefined when told hours are too short to claim anything. */
function firmHours({ arrival, departure, sources }: Stop, { roundingMinutes }: PathOptions): { readonly from: Instant; readonly to: Instant } | undefined {
  if (arrival === undefined || departure === undefined) return undefined;
  const onlyTold = sources.every((source) => source === "interview" || source === "public-report");
  const margin = onlyTold ? roundingMinutes * millisecondsPerMinute : 0;
  return arrival + margin > departure - margin ? undefined : { from: arrival + margin, to: departure - margin };
}
