/** The Merkle tree of RFC 6962, over nothing but its tiles of hashes. Keeps no state and reads nothing itself: tiles come from a `TileReader`. Not its proofs: see proof.ts. */
import { createHash, hash } from "node:crypto";
import { LedgerError } from "./error.js";
import { hashBytes, isTreeSize, type Tile, tileAt, tileBytes, tilePath, tilesOf, tileWidth } from "./tile.js";

/** Gives a tile's hashes, one after another, 32 bytes each. The same tile of a later tree, which is wider, will do. */
export type TileReader = (tile: Tile) => Uint8Array;

/** A tile with its hashes, as it is to be stored. */
export type TileContent = { readonly tile: Tile; readonly hashes: Buffer };

/** RFC 6962 section 2.1: SHA-256(0x00 || record). Text is hashed as UTF-8. */
export function leafHash(record: Uint8Array | string): Buffer {
  return typeof record === "string" ? hash("sha256", `\0${record}`, "buffer") : createHash("sha256").update(leafPrefix).update(record).digest();
}
const leafPrefix = Uint8Array.of(0x00);

/** RFC 6962 section 2.1: SHA-256(0x01 || left || right). Both must have 32 bytes, so that no other input has the same hash. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== hashBytes || right.length !== hashBytes) throw new LedgerError("PROOF_INVALID", `a hash has ${hashBytes} bytes`);
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + hashBytes);
  return hash("sha256", nodeInput, "buffer");
}
const nodeInput = new Uint8Array(1 + 2 * hashBytes).fill(0x01, 0, 1); // one for all calls: each fills it whole

/** The hash of a tree of no records. */
export function emptyRoot(): Buffer {
  return hash("sha256", "", "buffer");
}

/** A complete subtree: of the 2^height records from `index * 2^height` on. */
export type Subtree = { readonly height: number; readonly index: number };

/** The hash of the whole tree of `size` records; reads its partial tiles only. @throws LedgerError TILE_INVALID */
export function treeHash(size: number, readTile: TileReader): Buffer {
  checkSize(size);
  return size === 0 ? emptyRoot() : rangeHash(0, size, subtreeHashes(size, readTile));
}

/**
 * What becomes of a tree of `size` records when leaves are added: the tiles that are new or wider now, and the new root. Reads the partial tiles of the old tree only (`partialTiles`).
 * @throws LedgerError TILE_INVALID
 */
export function appendLeaves(size: number, leaves: readonly Uint8Array[], readTile: TileReader): { readonly size: number; readonly root: Buffer; readonly tiles: readonly TileContent[] } {
  checkSize(size);
  const grown = size + leaves.length;
  checkSize(grown);
  const changed = new Map<string, TileContent>();
  let added = Buffer.concat(leaves);
  if (added.length !== leaves.length * hashBytes) throw new LedgerError("TILE_INVALID", `a leaf hash has ${hashBytes} bytes`);
  for (let level = 0; added.length > 0; level++) {
    const before = Math.floor(size / tileWidth ** level);
    let index = Math.floor(before / tileWidth);
    const kept = before % tileWidth === 0 ? Buffer.alloc(0) : readHashes(tileAt(level, index, size), readTile);
    const hashes = Buffer.concat([kept, added]);
    const parents: Buffer[] = [];
    for (let at = 0; at < hashes.length; at += tileBytes, index++) {
      const bytes = hashes.subarray(at, at + tileBytes);
      const tile = { level, index, width: bytes.length / hashBytes };
      changed.set(tilePath(tile), { tile, hashes: bytes });
      if (tile.width === tileWidth) parents.push(fold(bytes));
    }
    added = Buffer.concat(parents);
  }
  const root = treeHash(grown, (tile) => changed.get(tilePath(tile))?.hashes ?? readTile(tile));
  return { size: grown, root, tiles: [...changed.values()] };
}

/**
 * Recomputes a tree from the bottom up: each full tile must hash to its place on the level above, all together to the root. Reads every tile, each exactly as wide as this tree has it.
 * @throws LedgerError TILE_INVALID, with the path of a tile that does not fit
 */
export function verifyTiles(size: number, root: Uint8Array, readTile: TileReader): void {
  const read = memoised((tile) => readHashes(tile, readTile, "exactly"));
  for (const tile of tilesOf(size)) {
    const hashes = read(tile);
    if (tile.width < tileWidth) continue; // hashed into the root below
    const above = read(tileAt(tile.level + 1, Math.floor(tile.index / tileWidth), size));
    const at = (tile.index % tileWidth) * hashBytes;
    if (!fold(hashes).equals(above.subarray(at, at + hashBytes))) throw new LedgerError("TILE_INVALID", `${tilePath(tile)} does not hash to its place on the level above`);
  }
  if (!treeHash(size, read).equals(root)) throw new LedgerError("TILE_INVALID", `the tiles do not hash to the root of the tree of ${size} records`);
}

/** The complete subtrees that the Merkle tree hash of the records from `start` to `end` (without it) is made of, largest first: RFC 6962 splits at the largest power of two. */
export function subtreesOf(start: number, end: number): readonly Subtree[] {
  const subtrees: Subtree[] = [];
  for (let from = start; from < end; ) {
    const height = bitLength(end - from) - 1;
    subtrees.push({ height, index: from / 2 ** height });
    from += 2 ** height;
  }
  return subtrees;
}

/** MTH(D[start:end]) of RFC 6962, for the ranges that its recursion meets (`start` divides by the largest power of two below the length). */
export function rangeHash(start: number, end: number, subtreeHash: (subtree: Subtree) => Buffer): Buffer {
  return subtreesOf(start, end).map(subtreeHash).reduceRight((right, left) => nodeHash(left, right));
}

/** The tile that a subtree's hash is computed from, in a tree of `size` records. */
export function tileOfSubtree({ height, index }: Subtree, size: number): Tile {
  return tileAt(Math.floor(height / 8), Math.floor(index / 2 ** (8 - (height % 8))), size);
}

/** Reads hashes of complete subtrees out of tiles. Remembers what it computed from the last tiles it met, for the proofs of neighbours share nearly all of it. */
export function subtreeHashes(size: number, readTile: TileReader): (subtree: Subtree) => Buffer {
  const rowsOf = memoised((tile): Buffer[] => [readHashes(tile, readTile)]);
  return (subtree) => {
    const rows = rowsOf(tileOfSubtree(subtree, size));
    const row = subtree.height % 8;
    for (let above = rows.length; above <= row; above++) rows.push(parentsOf(rows[above - 1] ?? Buffer.alloc(0)));
    const at = (subtree.index % 2 ** (8 - row)) * hashBytes;
    return rows[row]?.subarray(at, at + hashBytes) ?? Buffer.alloc(0);
  };
}

/** Number of bits of a whole number up to 2^53 - 1. */
export function bitLength(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value);
}

/** The root of the 256 hashes of a full tile. */
function fold(hashes: Buffer): Buffer {
  let row = hashes;
  while (row.length > hashBytes) row = parentsOf(row);
  return row;
}

/** The row above a row of hashes; a last hash without a sibling has no parent yet. */
function parentsOf(row: Buffer): Buffer {
  const parents = Buffer.allocUnsafe(Math.floor(row.length / (2 * hashBytes)) * hashBytes);
  for (let at = 0; at < parents.length; at += hashBytes) parents.set(nodeHash(row.subarray(2 * at, 2 * at + hashBytes), row.subarray(2 * at + hashBytes, 2 * at + 2 * hashBytes)), at);
  return parents;
}

/** The tile's hashes, cut to its width: a tile that came out of a database or a file is believed in nothing. */
function readHashes(tile: Tile, readTile: TileReader, width: "at-least" | "exactly" = "at-least"): Buffer {
  const { buffer, byteOffset, length } = readTile(tile);
  const wanted = tile.width * hashBytes;
  const fits = width === "exactly" ? length === wanted : length >= wanted && length <= tileBytes && length % hashBytes === 0;
  if (!fits) throw new LedgerError("TILE_INVALID", `${tilePath(tile)} must have ${wanted} bytes, not ${length}`);
  return Buffer.from(buffer, byteOffset, wanted);
}

const remembered = 64;

/** What was made of the last tiles. A tile is looked up by level and number: within one tree it has one width. */
function memoised<Made>(make: (tile: Tile) => Made): (tile: Tile) => Made {
  const known = new Map<number, Made>();
  return (tile) => {
    const key = tile.index * 64 + tile.level; // exact: levels end at 6 and indexes at 2^45
    let made = known.get(key);
    if (made === undefined) {
      made = make(tile);
      const [oldest] = known.keys();
      if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
      known.set(key, made);
    }
    return made;
  };
}

function checkSize(size: number): void {
  if (!isTreeSize(size)) throw new LedgerError("TILE_INVALID", "the size of a tree is a whole number up to 2^53 - 1");
}
