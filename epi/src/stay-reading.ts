/** What every reader of raw evidence gives back, and how one dwell becomes stays of single days. Not a reader itself: see stays-from-*.ts. */
import { cutAtMidnight, dayBounds, dayOf } from "./calendar.js";
import type { Instant, Position } from "./observation.js";
import type { Stay } from "./stay.js";

/** A record that gave no stay, and why. */
export type Dropped<Reason extends string> = { readonly record: string; readonly reason: Reason };
/** Every record of the input is behind a stay, dropped with a reason, or (pings only) seen on the way between stays. */
export type StayReading<Reason extends string> = { readonly stays: readonly Stay[]; readonly dropped: readonly Dropped<Reason>[] };
/** Where a known place is; undefined when the place is not known. */
export type Locate = (placeId: string) => Position | undefined;
/** One dwell as the evidence has it: shown from `arrival` to `departure`, possible from `earliest` to `latest`. May cross midnight. */
export type Dwell = { readonly arrival: Instant; readonly departure: Instant; readonly earliest: Instant; readonly latest: Instant };
/** What a stay says besides its hours. */
export type StayAttributes = Omit<Stay, "day" | "precision" | "arrival" | "departure" | "earliest" | "latest">;

/**
 * The stays of one dwell, cut at midnight of Asia/Seoul. The outer bounds end at midnight too: what is only *possible* on the next day makes no stay there,
 * because nothing was observed on that day.
 */
export function staysOfDwell(dwell: Dwell, attributes: (piece: Dwell) => StayAttributes): readonly Stay[] {
  return cutAtMidnight({ from: dwell.arrival, to: dwell.departure }).map(({ from, to }) => {
    const day = dayOf(from);
    const bounds = dayBounds(day);
    const piece = { arrival: from, departure: to, earliest: Math.max(bounds.from, Math.min(dwell.earliest, from)), latest: Math.min(bounds.to, Math.max(dwell.latest, to)) };
    return { day, precision: "minute", ...piece, ...attributes(piece) };
  });
}

/** A stay of which only the day is known. */
export function stayOfDay(day: string, attributes: StayAttributes): Stay {
  const { from, to } = dayBounds(day);
  return { day, precision: "day", earliest: from, latest: to, ...attributes };
}
