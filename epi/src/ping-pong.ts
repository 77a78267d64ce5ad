/**
 * Smoothing of phones that jump between two base stations while lying still (hand-over oscillation, "ping-pong"). Not stay detection: see stays-from-pings.ts.
 *
 * Rule (a time-window rule in the manner of Wang & Chen 2018, Transportation Research C 87:58-74): consecutive pings at one place are a run. A run between two
 * runs at one other place is a bounce when the phone was away from that place for no longer than `pingPongMinutes` and the run is not longer than the two around it
 * together. The pings of a bounce are put at the place around it and marked, so that they count for the time but not for the position.
 * Because `pingPongMinutes` must be shorter than the shortest stay, a bounce is never a place where the phone stayed.
 */
import { distanceMetres } from "./cell.js";
import { millisecondsPerMinute } from "./calendar.js";
import type { Ping } from "./observation.js";

/** A ping after smoothing; `bounced` when its position was replaced by that of the place around it. */
export type SmoothedPing = Ping & { readonly bounced: boolean };

/** Two pings that cannot be told apart: no farther than the radius or than the coarser of the two can be wrong. */
export function indistinguishable(a: Ping, b: Ping, radiusMetres: number): boolean {
  return distanceMetres(a, b) <= Math.max(radiusMetres, a.accuracyMetres, b.accuracyMetres);
}

/** The pings, in the order of time in which they must come, with bounces put back. One pass, linear. */
export function smoothPingPong(pings: readonly Ping[], options: { readonly radiusMetres: number; readonly pingPongMinutes: number }): readonly SmoothedPing[] {
  const settled: Run[] = [];
  for (const run of runs(pings, options.radiusMetres)) {
    settled.push(run);
    for (;;) {
      const [before, middle, after] = settled.slice(-3);
      if (before === undefined || middle === undefined || after === undefined || !isBounce(before, middle, after, options)) break;
      settled.splice(-3, 3, absorb(before, middle, after));
    }
  }
  return settled.flatMap((run) => run.pings);
}

/** Consecutive pings near the first of them. */
type Run = { readonly anchor: Ping; readonly pings: SmoothedPing[]; readonly from: number; to: number };

function runs(pings: readonly Ping[], radiusMetres: number): readonly Run[] {
  const found: Run[] = [];
  for (const ping of pings) {
    const last = found.at(-1);
    if (last !== undefined && indistinguishable(last.anchor, ping, radiusMetres)) {
      last.pings.push({ ...ping, bounced: false });
      last.to = ping.at;
    } else {
      found.push({ anchor: ping, pings: [{ ...ping, bounced: false }], from: ping.at, to: ping.at });
    }
  }
  return found;
}

function isBounce(before: Run, middle: Run, after: Run, options: { readonly radiusMetres: number; readonly pingPongMinutes: number }): boolean {
  return (
    after.from - before.to <= options.pingPongMinutes * millisecondsPerMinute &&
    middle.to - middle.from <= before.to - before.from + (after.to - after.from) &&
    indistinguishable(before.anchor, after.anchor, options.radiusMetres)
  );
}

function absorb(before: Run, middle: Run, after: Run): Run {
  const { latitude, longitude, accuracyMetres } = before.anchor;
  for (const ping of middle.pings) before.pings.push({ ...ping, latitude, longitude, accuracyMetres, bounced: true });
  before.pings.push(...after.pings);
  before.to = after.to;
  return before;
}
