/** Whether a position can be one in Korea: a coarse look at a raster of land, which lets a few kilometres of sea before a coast pass. Not a geocoder and not a border. */
import type { Position } from "@epigraph/epi";
import type { Reason } from "./reason.js";
import { landRaster } from "./land-raster.js";

const { south, west, squaresPerDegree, rows, columns } = landRaster;
const bits = Buffer.from(landRaster.bits, "base64");

/** None for a position on land. */
export function landFault({ latitude, longitude }: Position): Extract<Reason, "not-in-korea" | "in-the-sea"> | undefined {
  const row = Math.floor((latitude - south) * squaresPerDegree);
  const column = Math.floor((longitude - west) * squaresPerDegree);
  if (!(row >= 0 && row < rows && column >= 0 && column < columns)) return "not-in-korea";
  const square = row * columns + column;
  return ((bits[square >> 3] ?? 0) >> (square & 7)) & 1 ? undefined : "in-the-sea";
}
