/** Stays from entry codes scanned at a door: a scan shows the arrival, and nothing ever shows the departure. Not a dwell time. */
import { millisecondsPerMinute } from "./calendar.js";
import { isPosition } from "./cell.js";
import { sourceConfidence } from "./confidence.js";
import { requireAtLeast } from "./error.js";
import type { QrEntry } from "./observation.js";
import { staysOfDwell, type Dropped, type Locate, type StayReading } from "./stay-reading.js";
import type { Stay } from "./stay.js";

/** `longestVisitMinutes`: how long a visit may have lasted after the scan; `placeAccuracyMetres`: how exactly places are located. */
export type QrOptions = { readonly longestVisitMinutes: number; readonly placeAccuracyMetres: number };
/** Judgements: entry codes were asked for at clubs, karaoke rooms and the like, where four hours are usual; 50 m is a geocoded street address. */
export const qrDefaults: QrOptions = { longestVisitMinutes: 240, placeAccuracyMetres: 50 };

/** `place-unknown`: no position for the place. `invalid-time`: no instant. */
export type QrDropReason = "place-unknown" | "invalid-time";

/**
 * One stay of no length per entry, in order of time: arrival = departure = the scan; earliest = the scan; latest = `longestVisitMinutes` later (within the day),
 * a bound of what is possible, never counted as time spent.
 */
export function staysFromQr(entries: readonly QrEntry[], locate: Locate, options: Partial<QrOptions> = {}): StayReading<QrDropReason> {
  const { longestVisitMinutes, placeAccuracyMetres } = { ...qrDefaults, ...options };
  requireAtLeast("longestVisitMinutes", longestVisitMinutes, 0);
  const stays: Stay[] = [];
  const dropped: Dropped<QrDropReason>[] = [];
  for (const entry of entries.toSorted((a, b) => a.at - b.at)) {
    const position = locate(entry.placeId);
    if (!Number.isFinite(entry.at)) {
      dropped.push({ record: entry.sourceRecord, reason: "invalid-time" });
    } else if (position === undefined || !isPosition(position)) {
      dropped.push({ record: entry.sourceRecord, reason: "place-unknown" });
    } else {
      const attributes = { placeId: entry.placeId, position, accuracyMetres: placeAccuracyMetres, source: "qr-entry", confidence: sourceConfidence["qr-entry"], sourceRecord: entry.sourceRecord } as const;
      stays.push(...staysOfDwell({ arrival: entry.at, departure: entry.at, earliest: entry.at, latest: entry.at + longestVisitMinutes * millisecondsPerMinute }, () => attributes));
    }
  }
  return { stays, dropped };
}
