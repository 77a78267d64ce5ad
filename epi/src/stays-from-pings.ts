/**
 * Stays from the sparse pings of one phone: the stay points of Li et al. 2008 (ACM GIS, "Mining user similarity based on location history"), after smoothing of
 * ping-pong. Says where the phone was; a phone left at home says nothing of its owner.
 */
import { millisecondsPerMinute } from "./calendar.js";
import { distanceMetres, isPosition } from "./cell.js";
import { sourceConfidence } from "./confidence.js";
import { EpiError, requireAtLeast } from "./error.js";
import type { Ping, Position } from "./observation.js";
import { indistinguishable, smoothPingPong, type SmoothedPing } from "./ping-pong.js";
import { staysOfDwell, type Dropped, type Dwell, type StayReading } from "./stay-reading.js";
import type { Stay } from "./stay.js";

export type StayPointOptions = {
  /** Pings this near to the mean of those before them belong to the stay; widened to the accuracy of the pings when that is coarser. */
  readonly radiusMetres: number;
  /** The shortest stay. */
  readonly minimumMinutes: number;
  /** A longer silence ends a stay: nothing is claimed for hours in which the phone was not seen. */
  readonly maximumGapMinutes: number;
  /** Away for no longer than this and back is a bounce between stations (ping-pong.ts); shorter than `minimumMinutes`. */
  readonly pingPongMinutes: number;
  /** Pings known less exactly than this are dropped. */
  readonly maximumAccuracyMetres: number;
};

/** 200 m and 20 min are those of Li et al.; the other three are judgements for telecom data with a ping every few minutes to about an hour. */
export const stayPointDefaults: StayPointOptions = { radiusMetres: 200, minimumMinutes: 20, maximumGapMinutes: 120, pingPongMinutes: 15, maximumAccuracyMetres: 1_000 };

/** `invalid`: no time, no position on the globe, or no accuracy. `too-coarse`: less exact than `maximumAccuracyMetres`. */
export type PingDropReason = "invalid" | "too-coarse";

/**
 * The stays of one phone, in order of time and never overlapping; the order of the input does not matter.
 *
 * Two departures from Li et al., who had satellite positions every few seconds: distance is measured to the weighted mean of the pings so far, not to the first, since a
 * telecom position errs by a hundred metres and an unlucky first one would break the stay; and the departure is the last ping there, not the first ping elsewhere, which
 * would claim the unseen gap. Earliest and latest are the neighbouring pings elsewhere, at most `maximumGapMinutes` away. A stay cut at midnight is measured against `minimumMinutes` before the cut.
 * Pings on the way between stays are in neither list of the result.
 *
 * Confidence = that of the source x (0.6 + 0.4 x share of the time between pings no farther apart than `minimumMinutes`) x (0.6 + 0.4 x share of pings that did not
 * bounce) x radius / max(radius, accuracy of the stay). It orders stays; it is not calibrated.
 */
export function staysFromPings(pings: readonly Ping[], options: Partial<StayPointOptions> = {}): StayReading<PingDropReason> {
  const settings = checked({ ...stayPointDefaults, ...options });
  const dropped: Dropped<PingDropReason>[] = [];
  const usable: Ping[] = [];
  for (const ping of pings) {
    const reason = faultOf(ping, settings);
    if (reason === undefined) usable.push(ping);
    else dropped.push({ record: ping.sourceRecord, reason });
  }
  const smoothed = smoothPingPong(usable.sort(byTime), settings);
  return { stays: stayPoints(smoothed, settings).flatMap((point) => staysOfPoint(smoothed, point, settings)), dropped };
}

function checked(settings: StayPointOptions): StayPointOptions {
  for (const [name, value] of Object.entries(settings)) requireAtLeast(name, value, 0);
  if (settings.pingPongMinutes >= settings.minimumMinutes) throw new EpiError("invalid-parameter", "give `pingPongMinutes` below `minimumMinutes`, so that smoothing cannot hide a stay");
  return settings;
}

function faultOf(ping: Ping, { maximumAccuracyMetres }: StayPointOptions): PingDropReason | undefined {
  if (!Number.isFinite(ping.at) || !isPosition(ping) || !(ping.accuracyMetres >= 0)) return "invalid";
  return ping.accuracyMetres > maximumAccuracyMetres ? "too-coarse" : undefined;
}

/** Two pings of one instant: the more exact first; the record only makes the order total. */
function byTime(a: Ping, b: Ping): number {
  return a.at - b.at || a.accuracyMetres - b.accuracyMetres || a.latitude - b.latitude || a.longitude - b.longitude || (a.sourceRecord < b.sourceRecord ? -1 : 1);
}

/** First and last index of the pings of one stay. */
type StayPoint = { readonly first: number; readonly last: number };

function stayPoints(pings: readonly SmoothedPing[], { radiusMetres, minimumMinutes, maximumGapMinutes }: StayPointOptions): readonly StayPoint[] {
  const found: StayPoint[] = [];
  let first = 0;
  for (let anchor = pings[first]; anchor !== undefined; anchor = pings[first]) {
    let last = first;
    let lastPing = anchor;
    let middle: Ping = anchor;
    let weight = weightOf(anchor);
    for (let next = pings[last + 1]; next !== undefined; next = pings[last + 1]) {
      if (next.at - lastPing.at > maximumGapMinutes * millisecondsPerMinute || !indistinguishable(middle, next, radiusMetres)) break;
      if (!next.bounced) {
        const share = weightOf(next) / (weight += weightOf(next));
        middle = { ...middle, latitude: middle.latitude + share * (next.latitude - middle.latitude), longitude: middle.longitude + share * (next.longitude - middle.longitude), accuracyMetres: Math.min(middle.accuracyMetres, next.accuracyMetres) };
      }
      last += 1;
      lastPing = next;
    }
    const isStay = lastPing.at - anchor.at >= minimumMinutes * millisecondsPerMinute;
    if (isStay) found.push({ first, last });
    first = isStay ? last + 1 : first + 1;
  }
  return found;
}

/** Exact pings count more; below a metre it makes no difference. */
function weightOf(ping: Ping): number {
  return 1 / Math.max(1, ping.accuracyMetres) ** 2;
}

function staysOfPoint(all: readonly SmoothedPing[], { first, last }: StayPoint, settings: StayPointOptions): readonly Stay[] {
  const pings = all.slice(first, last + 1);
  const arrival = pings[0]?.at ?? 0;
  const departure = pings.at(-1)?.at ?? 0;
  const longestGap = settings.maximumGapMinutes * millisecondsPerMinute;
  const earliest = Math.max(all[first - 1]?.at ?? -Infinity, arrival - longestGap);
  const latest = Math.min(all[last + 1]?.at ?? Infinity, departure + longestGap);
  const { position, accuracyMetres } = centreOf(pings);
  const confidence = confidenceOf(pings, accuracyMetres, settings);
  return staysOfDwell({ arrival, departure, earliest, latest }, (piece) => ({
    position,
    accuracyMetres,
    source: "telecom-location",
    confidence,
    sourceRecord: recordsOf(pings, piece),
  }));
}

/** Mean of the pings that did not bounce, weighted by 1/accuracy². Errors of one station repeat, so averaging never makes the stay more exact than its best ping. */
function centreOf(pings: readonly SmoothedPing[]): { readonly position: Position; readonly accuracyMetres: number } {
  const settled = pings.some((ping) => !ping.bounced) ? pings.filter((ping) => !ping.bounced) : pings;
  const weights = settled.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (value: (ping: SmoothedPing) => number): number => settled.reduce((sum, ping, index) => sum + value(ping) * (weights[index] ?? 0), 0) / total;
  const position = { latitude: mean((ping) => ping.latitude), longitude: mean((ping) => ping.longitude) };
  const spread = Math.sqrt(mean((ping) => distanceMetres(ping, position) ** 2));
  return { position, accuracyMetres: Math.max(spread, Math.min(...settled.map((ping) => ping.accuracyMetres))) };
}

function confidenceOf(pings: readonly SmoothedPing[], accuracyMetres: number, { radiusMetres, minimumMinutes }: StayPointOptions): number {
  let dense = 0;
  let total = 0;
  for (const [index, ping] of pings.entries()) {
    const gap = ping.at - (pings[index - 1]?.at ?? ping.at);
    total += gap;
    if (gap <= minimumMinutes * millisecondsPerMinute) dense += gap;
  }
  const seen = total === 0 ? 1 : dense / total;
  const steady = pings.filter((ping) => !ping.bounced).length / pings.length;
  const sharp = accuracyMetres <= radiusMetres ? 1 : radiusMetres / accuracyMetres;
  return sourceConfidence["telecom-location"] * (0.6 + 0.4 * seen) * (0.6 + 0.4 * steady) * sharp;
}

/** The pings within the piece, and across a midnight the one ping on the other side that bridges it. */
function recordsOf(pings: readonly Ping[], { arrival, departure }: Dwell): string {
  const before = pings.findLast((ping) => ping.at < arrival);
  const after = pings.find((ping) => ping.at > departure);
  const within = pings.filter((ping) => ping.at >= arrival && ping.at <= departure);
  return [...(before === undefined ? [] : [before]), ...within, ...(after === undefined ? [] : [after])].map((ping) => ping.sourceRecord).join("+");
}
