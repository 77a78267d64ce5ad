/** Tiles of hashes (C2SP tlog-tiles): their coordinates, paths and widths. Not the hashes in them: see tree.ts. */
import { LedgerError } from "./error.js";

/** Length of a SHA-256 hash in bytes. */
export const hashBytes = 32;
/** How many hashes a full tile has: a subtree of height 8. */
export const tileWidth = 256;
/** Length of a full tile in bytes, the longest there is. */
export const tileBytes = tileWidth * hashBytes;

/** `width` hashes (1 to 256) of the tree's level `8 * level`, from number `256 * index` on. */
export type Tile = { readonly level: number; readonly index: number; readonly width: number };

/** Whether a number can be the size of a tree: whole, at most 2^53 - 1, so that it is exact. */
export function isTreeSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

/** The tile's path below the log's prefix, as `tile/0/x001/x234/067` or `tile/1/000.p/17`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
  const groups = digits.match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${level}/${path}${width === tileWidth ? "" : `.p/${width}`}`;
}

/** @throws LedgerError TILE_INVALID when it is not exactly the path of a tile */
export function parseTilePath(path: string): Tile {
  const [, level, groups, width] = /^tile\/(\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  const tile = { level: Number(level), index: Number(groups?.replace(/[x/]/g, "")), width: width === undefined ? tileWidth : Number(width) };
  const inBounds = tile.level <= 63 && isTreeSize(tile.index) && tile.width >= 1 && (width === undefined || tile.width < tileWidth);
  if (!inBounds || tilePath(tile) !== path) throw new LedgerError("TILE_INVALID", "this is not the path of a tile of hashes");
  return tile;
}

/** How many hashes a tree of `size` records has on a level of tiles. */
function hashesOn(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** The tile as wide as a tree of `size` records has it. @throws LedgerError TILE_INVALID when that tree has no such tile */
export function tileAt(level: number, index: number, size: number): Tile {
  const width = Math.min(tileWidth, hashesOn(level, size) - index * tileWidth);
  if (!isTreeSize(index) || !(width >= 1)) throw new LedgerError("TILE_INVALID", `a tree of ${size} records has no tile ${index} on level ${level}`);
  return { level, index, width };
}

/** Every tile of a tree of `size` records, level by level, from left to right. Lazy: a large tree has many. */
export function* tilesOf(size: number): Generator<Tile, void, undefined> {
  for (let level = 0; hashesOn(level, size) > 0; level++) {
    for (let index = 0; index * tileWidth < hashesOn(level, size); index++) yield tileAt(level, index, size);
  }
}

/** The partial tiles of a tree of `size` records, one at most on each level: all that the tree's hash and the next append need. */
export function partialTiles(size: number): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0; hashesOn(level, size) > 0; level++) {
    const width = hashesOn(level, size) % tileWidth;
    if (width > 0) tiles.push({ level, index: Math.floor(hashesOn(level, size) / tileWidth), width });
  }
  return tiles;
}

/** Asked with a file's length before the file is read: a tile has 32 bytes for each of its hashes and none besides. @throws LedgerError TILE_INVALID */
export function checkTileLength(tile: Tile, bytes: number): void {
  if (bytes !== tile.width * hashBytes) throw new LedgerError("TILE_INVALID", `${tilePath(tile)} must have ${tile.width * hashBytes} bytes, not ${bytes}`);
}
