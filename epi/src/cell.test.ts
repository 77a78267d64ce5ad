import fc from "fast-check";
import { gridDisk } from "h3-js";
import { cellOf, cellsAround, distanceMetres, greatestRadiusMetres } from "./cell.js";
import type { Position } from "./observation.js";

const seoulCityHall: Position = { latitude: 37.5663, longitude: 126.9779 };
const inKorea = fc.record({ latitude: fc.double({ min: 33, max: 39, noNaN: true }), longitude: fc.double({ min: 124.5, max: 131.9, noNaN: true }) });
const anywhere = fc.record({ latitude: fc.double({ min: -85, max: 85, noNaN: true }), longitude: fc.double({ min: -179.9, max: 179.9, noNaN: true }) });
const turn = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });

/** The position reached by going `metres` from `start` in a direction, on the same sphere as `distanceMetres`. */
function travel(start: Position, metres: number, bearing: number): Position {
  const [angle, lat, lng] = [metres / 6_371_008.8, (start.latitude * Math.PI) / 180, (start.longitude * Math.PI) / 180];
  const reached = Math.asin(Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(bearing));
  const across = lng + Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(lat), Math.cos(angle) - Math.sin(lat) * Math.sin(reached));
  return { latitude: (reached * 180) / Math.PI, longitude: ((((across * 180) / Math.PI + 540) % 360) - 180) };
}

describe("distance", () => {
  it("is 8.8 km from Seoul City Hall to Gangnam station", () => {
    expect(distanceMetres(seoulCityHall, { latitude: 37.4979, longitude: 127.0276 }) / 1000).toBeCloseTo(8.79, 1);
  });

  it("is nothing to itself, the same in both directions, and what was travelled", () => {
    fc.assert(
      fc.property(anywhere, fc.double({ min: 1, max: 100_000, noNaN: true }), turn, (start, metres, bearing) => {
        const end = travel(start, metres, bearing);
        expect(distanceMetres(start, start)).toBe(0);
        expect(distanceMetres(start, end)).toBeCloseTo(distanceMetres(end, start), 6);
        expect(Math.abs(distanceMetres(start, end) - metres)).toBeLessThan(0.01);
      }),
    );
  });
});

describe("the cell of a position", () => {
  it("is the H3 index of resolution 10 as a positive 64-bit number", () => {
    expect(cellOf(seoulCityHall).toString(16)).toBe("8a30e1d8c0b7fff");
    fc.assert(fc.property(anywhere, (position) => cellOf(position) > 0n && cellOf(position) < 2n ** 63n));
  });

  it("is refused off the globe", () => {
    for (const position of [{ latitude: 91, longitude: 0 }, { latitude: 0, longitude: 181 }, { latitude: Number.NaN, longitude: 0 }]) expect(() => cellOf(position)).toThrow(expect.objectContaining({ code: "invalid-position" }));
  });
});

describe("the cells around a position", () => {
  const covers = (centres: fc.Arbitrary<Position>, greatest: number, numRuns: number): void =>
    fc.assert(
      fc.property(centres, fc.double({ min: 0, max: greatest, noNaN: true }), fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), turn), { minLength: 20, maxLength: 20 }), (centre, radius, directions) => {
        const cells = new Set(cellsAround(centre, radius));
        // within the circle, and on its rim, where a gap would show
        return directions.every(([share, bearing]) => cells.has(cellOf(travel(centre, radius * share, bearing))) && cells.has(cellOf(travel(centre, radius, bearing))));
      }),
      { numRuns },
    );

  it("hold every point within the radius, in Korea", () => covers(inKorea, 400, 100));
  it("hold every point within the radius, anywhere and with larger radii", () => covers(anywhere, 1_500, 15));
  it("hold every point around one of H3's twelve pentagons", () => covers(fc.constant({ latitude: 39.1, longitude: 122.3 }), 1_500, 8));

  it("are never more than two rings for 100 m in Korea, and no cell twice", () => {
    fc.assert(
      fc.property(inKorea, (centre) => {
        const cells = cellsAround(centre, 100);
        const twoRings = new Set(gridDisk(cellOf(centre).toString(16), 2).map((cell) => BigInt(`0x${cell}`)));
        expect(new Set(cells).size).toBe(cells.length);
        expect(cells.filter((cell) => !twoRings.has(cell))).toEqual([]);
      }),
    );
  });

  it("begin with the cell of the centre, which alone answers a radius of 0 inside a cell", () => {
    expect(cellsAround(seoulCityHall, 0)).toContain(cellOf(seoulCityHall));
    expect(cellsAround(seoulCityHall, 0).length).toBeLessThanOrEqual(7);
  });

  it("are refused for a radius that is none or too large", () => {
    for (const radius of [-1, Number.NaN, greatestRadiusMetres + 1]) expect(() => cellsAround(seoulCityHall, radius)).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
  });
});
