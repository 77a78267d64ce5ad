/** Stays from card slips: a slip shows one instant at a store, not a visit's hours. Slips that do not show where this person was are dropped, with the reason. */
import { millisecondsPerMinute } from "./calendar.js";
import { isPosition } from "./cell.js";
import { sourceConfidence } from "./confidence.js";
import { requireAtLeast } from "./error.js";
import type { CardSlip } from "./observation.js";
import { staysOfDwell, type Dropped, type Locate, type StayReading } from "./stay-reading.js";
import type { Stay } from "./stay.js";

/** `longestVisitMinutes`: how long a visit around a payment may have lasted; `placeAccuracyMetres`: how exactly places are located. */
export type CardOptions = { readonly longestVisitMinutes: number; readonly placeAccuracyMetres: number };
/** Judgements: two hours covers a meal or shopping; 50 m is a geocoded street address. */
export const cardDefaults: CardOptions = { longestVisitMinutes: 120, placeAccuracyMetres: 50 };

/**
 * `cancelled`: the sale was undone, often from afar. `family-card`: shows where a relative was, for whom nobody asked. `head-office-address`: the address is not the
 * store's, so there is no position to state. `place-unknown`: no position for the place. `invalid-time`: no instant.
 */
export type CardDropReason = "cancelled" | "family-card" | "head-office-address" | "place-unknown" | "invalid-time";

/**
 * One stay of no length per usable slip, in order of time: arrival = departure = the payment. Nobody knows whether it was paid on entering or on leaving, so
 * earliest and latest are `longestVisitMinutes` before and after (within the day): bounds of what is possible, never counted as time spent.
 */
export function staysFromCard(slips: readonly CardSlip[], locate: Locate, options: Partial<CardOptions> = {}): StayReading<CardDropReason> {
  const { longestVisitMinutes, placeAccuracyMetres } = { ...cardDefaults, ...options };
  requireAtLeast("longestVisitMinutes", longestVisitMinutes, 0);
  const margin = longestVisitMinutes * millisecondsPerMinute;
  const stays: Stay[] = [];
  const dropped: Dropped<CardDropReason>[] = [];
  for (const slip of slips.toSorted((a, b) => a.at - b.at)) {
    const position = locate(slip.placeId);
    const reason = faultOf(slip);
    if (reason !== undefined || position === undefined || !isPosition(position)) {
      dropped.push({ record: slip.sourceRecord, reason: reason ?? "place-unknown" });
      continue;
    }
    const attributes = { placeId: slip.placeId, position, accuracyMetres: placeAccuracyMetres, source: "card-use", confidence: sourceConfidence["card-use"], sourceRecord: slip.sourceRecord } as const;
    stays.push(...staysOfDwell({ arrival: slip.at, departure: slip.at, earliest: slip.at - margin, latest: slip.at + margin }, () => attributes));
  }
  return { stays, dropped };
}

function faultOf(slip: CardSlip): CardDropReason | undefined {
  if (!Number.isFinite(slip.at)) return "invalid-time";
  if (slip.cancelled) return "cancelled";
  if (slip.holder === "family") return "family-card";
  return slip.address === "head-office" ? "head-office-address" : undefined;
}
