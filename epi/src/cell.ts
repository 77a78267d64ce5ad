/** Where positions are: great-circle distance, and the H3 cells by which stays near a circle are found. Not the exact circle: after a look-up by cell, check `distanceMetres`. */
import { cellToBoundary, cellToLatLng, gridDiskDistances, latLngToCell } from "h3-js";
import { EpiError, requireAtLeast } from "./error.js";
import type { Position } from "./observation.js";

/** Resolution 10: hexagons of about 70 m edge in Korea (DESIGN section 7). */
export const cellResolution = 10;
/** Beyond this a look-up by cell would list tens of thousands of cells; use another index. */
export const greatestRadiusMetres = 5_000;

const earthRadiusMetres = 6_371_008.8;
const radiansPerDegree = Math.PI / 180;
/** H3 places a point near an edge by its own arithmetic; a metre is far more than that can differ from ours. */
const edgeToleranceMetres = 1;

/** Metres between two positions on the sphere of the Earth's mean radius (haversine; within 0.6 % of the ellipsoid). */
export function distanceMetres(a: Position, b: Position): number {
  const halfLatitude = Math.sin(((b.latitude - a.latitude) * radiansPerDegree) / 2);
  const halfLongitude = Math.sin(((b.longitude - a.longitude) * radiansPerDegree) / 2);
  const h = halfLatitude ** 2 + Math.cos(a.latitude * radiansPerDegree) * Math.cos(b.latitude * radiansPerDegree) * halfLongitude ** 2;
  return 2 * earthRadiusMetres * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Whether both coordinates are finite and on the globe. */
export function isPosition(position: Position): boolean {
  return Math.abs(position.latitude) <= 90 && Math.abs(position.longitude) <= 180;
}

/** The H3 cell of a position, as PostgreSQL's `bigint` holds it (always positive; a JavaScript number would lose digits). Throws `invalid-position`. */
export function cellOf(position: Position): bigint {
  return BigInt(`0x${indexOf(position)}`);
}

/**
 * Cells that together hold every position within `radiusMetres`. Few cells outside the circle come with them.
 *
 * Sound because: suppose a point of the circle lay in a cell outside the first k rings. On the way to it from the centre, which never leaves the circle, one
 * crosses ring k+1. So a cell of ring k+1 would have its own centre no farther than the radius plus its circumradius (triangle inequality). Rings are added
 * until none has; within them the same inequality leaves out what the circle cannot touch. No assumed cell size enters, and pentagons need no exception.
 */
export function cellsAround(centre: Position, radiusMetres: number): readonly bigint[] {
  requireAtLeast("radiusMetres", radiusMetres, 0);
  if (radiusMetres > greatestRadiusMetres) throw new EpiError("invalid-parameter", `give \`radiusMetres\` up to ${greatestRadiusMetres}`);
  const origin = indexOf(centre);
  for (let guess = Math.ceil(radiusMetres / 110) + 2; ; guess *= 2) {
    const touched: bigint[] = [];
    for (const ring of gridDiskDistances(origin, guess)) {
      const inRing = ring.filter((cell) => mayTouch(cell, centre, radiusMetres));
      if (inRing.length === 0) return touched;
      touched.push(...inRing.map((cell) => BigInt(`0x${cell}`)));
    }
  }
}

function mayTouch(cell: string, centre: Position, radiusMetres: number): boolean {
  const [latitude, longitude] = cellToLatLng(cell);
  const middle = { latitude, longitude };
  const distance = distanceMetres(centre, middle);
  if (distance <= radiusMetres) return true;
  const circumradius = Math.max(...cellToBoundary(cell).map(([lat, lng]) => distanceMetres(middle, { latitude: lat, longitude: lng })));
  return distance <= radiusMetres + circumradius + edgeToleranceMetres;
}

function indexOf(position: Position): string {
  if (!isPosition(position)) throw new EpiError("invalid-position", "give latitude and longitude in degrees (WGS 84)");
  return latLngToCell(position.latitude, position.longitude, cellResolution);
}
