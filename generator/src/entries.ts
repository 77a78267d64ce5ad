/** The scans of entry codes at the doors of venues that have one. Not departures: nobody scans on leaving. */
import type { QrEntry } from "@epigraph/epi";
import { minute, secondsPerDay } from "./calendar.js";
import { between, chance } from "./draws.js";
import { element } from "./element.js";
import { purpose, stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** Guests scan, and workers of the venue do not. In order of time. */
export function entriesOf(world: World, key: number, path: readonly Visit[], record: (number: number) => string): readonly QrEntry[] {
  const { places, calendar, parameters } = world;
  const random = stream(parameters.seed, purpose.entry, key);
  const entries: QrEntry[] = [];
  for (const visit of path) {
    // a night that began before midnight was scanned before midnight
    if (visit.kind !== "venue" || visit.from % secondsPerDay === 0) continue;
    const place = element(places.list, visit.place);
    if (place.entryCode === "none") continue;
    const missed = chance(random, parameters.noise.qrMissed);
    const second = Math.min(visit.to, Math.round(visit.from + between(random, 0, 4) * minute));
    if (!missed) entries.push({ sourceRecord: record(entries.length), at: calendar.instantOf(second), placeId: place.id });
  }
  return entries;
}
