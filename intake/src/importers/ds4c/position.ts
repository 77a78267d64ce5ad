/** Positions as DS4C writes them. Not which region they lie in. */
import type { Position } from "@epigraph/epi";
import { Unreadable, type CellReader } from "../../cell-reading.js";

/** The mainland and its islands with a margin, degrees WGS 84. */
const korea = { south: 33, north: 39, west: 124, east: 132 };

/** The position of the row. Anything outside Korea is a slip: `Unreadable` with `position-outside-korea`. */
export function positionInKorea(cells: CellReader<"latitude" | "longitude">): Position {
  const [latitude, longitude] = [cells.number("latitude"), cells.number("longitude")];
  if (latitude === undefined || latitude < korea.south || latitude > korea.north) throw new Unreadable("position-outside-korea", "latitude");
  if (longitude === undefined || longitude < korea.west || longitude > korea.east) throw new Unreadable("position-outside-korea", "longitude");
  return { latitude, longitude };
}
