/** Tiles of hashes, as C2SP tlog-tiles numbers and names them. */
import fc from "fast-check";
import { checkTileLength, parseTilePath, partialTiles, type Tile, tileAt, tilePath, tilesOf } from "./tile.js";

const anyTile = fc.record({ level: fc.nat(63), index: fc.oneof(fc.nat(2_000), fc.nat({ max: Number.MAX_SAFE_INTEGER })), width: fc.integer({ min: 1, max: 256 }) });

describe("the path of a tile", () => {
  it.each<{ tile: Tile; path: string }>([
    { tile: { level: 0, index: 0, width: 256 }, path: "tile/0/000" },
    { tile: { level: 0, index: 1_234_067, width: 256 }, path: "tile/0/x001/x234/067" }, // the specification's example
    { tile: { level: 1, index: 0, width: 17 }, path: "tile/1/000.p/17" },
    { tile: { level: 0, index: 999, width: 1 }, path: "tile/0/999.p/1" },
    { tile: { level: 63, index: 1_000, width: 255 }, path: "tile/63/x001/000.p/255" },
    { tile: { level: 0, index: Number.MAX_SAFE_INTEGER, width: 256 }, path: "tile/0/x009/x007/x199/x254/x740/991" },
  ])("$path", ({ tile, path }) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it("comes back as the tile that it was made of", () => {
    fc.assert(fc.property(anyTile, (tile) => expect(parseTilePath(tilePath(tile))).toEqual(tile)));
  });

  it.each([
    "", "tile", "tile/0", "tile/0/", "tile/0/1", "tile/0/01", "tile/0/0001", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/x/000", "tile/data/000", "tile/entries/000",
    "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/001/", "/tile/0/001", "tile/0/001\n", "tile/0/../001", "tile/0/001.p", "tile/0/001.p/", "tile/0/001.p/0", "tile/0/001.p/01",
    "tile/0/001.p/256", "tile/0/001.p/999", "tile/0/001.p/-1", "tile/0/001.p/1/2", "tile/8/0/001/x", "tile/0/x009/x007/x199/x254/x740/992", "tile/0/x999/x999/x999/x999/x999/x999/999",
  ])("`%s` is none", (path) => {
    expect(() => parseTilePath(path)).toThrow(expect.objectContaining({ code: "TILE_INVALID" }));
  });
});

describe("a tree's tiles", () => {
  it("are, at 70,000 records, those that the specification counts", () => {
    const tiles = [...tilesOf(70_000)];
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273);
    expect(tiles.filter(({ level, width }) => level === 0 && width < 256)).toEqual([{ level: 0, index: 273, width: 112 }]);
    expect(tiles.filter(({ level }) => level > 0)).toEqual([{ level: 1, index: 0, width: 256 }, { level: 1, index: 1, width: 17 }, { level: 2, index: 0, width: 1 }]);
    expect(partialTiles(70_000)).toEqual([{ level: 0, index: 273, width: 112 }, { level: 1, index: 1, width: 17 }, { level: 2, index: 0, width: 1 }]);
  });

  it.each([
    { size: 0, paths: [] },
    { size: 1, paths: ["tile/0/000.p/1"] },
    { size: 255, paths: ["tile/0/000.p/255"] },
    { size: 256, paths: ["tile/0/000", "tile/1/000.p/1"] },
    { size: 257, paths: ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"] },
  ])("are, at $size records, $paths", ({ size, paths }) => {
    expect([...tilesOf(size)].map(tilePath)).toEqual(paths);
  });

  it("that are partial are found without the others, up to the largest size", () => {
    fc.assert(fc.property(fc.nat(200_000), (size) => expect(partialTiles(size)).toEqual([...tilesOf(size)].filter(({ width }) => width < 256))), { numRuns: 50 });
    expect(partialTiles(Number.MAX_SAFE_INTEGER).map(({ level, width }) => [level, width])).toEqual([[0, 255], [1, 255], [2, 255], [3, 255], [4, 255], [5, 255], [6, 31]]);
  });

  it("beyond its end are refused", () => {
    expect(tileAt(0, 1, 257)).toEqual({ level: 0, index: 1, width: 1 });
    for (const [level, index, size] of [[0, 1, 256], [1, 0, 255], [0, 0, 0], [0, -1, 0]] as const) expect(() => tileAt(level, index, size)).toThrow(expect.objectContaining({ code: "TILE_INVALID" }));
  });
});

describe("a tile's file", () => {
  it("is refused by its length alone when it is not the tile's", () => {
    const tile: Tile = { level: 0, index: 1, width: 3 };
    expect(() => checkTileLength(tile, 96)).not.toThrow();
    for (const bytes of [0, 95, 97, 128, 2 ** 31]) expect(() => checkTileLength(tile, bytes)).toThrow(`tile/0/001.p/3 must have 96 bytes, not ${bytes}`);
  });
});
