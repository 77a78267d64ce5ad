/** Inclusion and consistency proofs (RFC 6962 section 2.1): made from tiles, verified from nothing but hashes. Not the file that carries one: see tlog-proof.ts. */
import { LedgerError } from "./error.js";
import { hashBytes, isTreeSize, type Tile, tilePath } from "./tile.js";
import { bitLength, emptyRoot, nodeHash, rangeHash, subtreeHashes, subtreesOf, tileOfSubtree, type TileReader } from "./tree.js";

/** Records from `start` to `end`, without it; a proof is a list of the hashes of such ranges. */
type Range = { readonly start: number; readonly end: number };

/** A tree as a checkpoint states it. */
export type TreeHead = { readonly size: number; readonly root: Uint8Array };

/** Proves that record `index` is in the tree of `size` records: hashes from the leaf's sibling up. For many proofs of one tree: `inclusionProver`. @throws LedgerError TILE_INVALID, PROOF_INVALID */
export function inclusionProof(index: number, size: number, readTile: TileReader): Buffer[] {
  return inclusionProver(size, readTile)(index);
}

/** Makes inclusion proofs in one tree, fastest in the order of their records. */
export function inclusionProver(size: number, readTile: TileReader): (index: number) => Buffer[] {
  const hashOf = subtreeHashes(size, readTile);
  return (index) => inclusionRanges(index, size).map(({ start, end }) => rangeHash(start, end, hashOf));
}

/** The tiles that `inclusionProof` reads. */
export function inclusionTiles(index: number, size: number): readonly Tile[] {
  return tilesOfRanges(inclusionRanges(index, size), size);
}

/** Proves that the tree of `old` records is the beginning of the tree of `size` records. Empty when they are the same or the old one is empty. @throws LedgerError TILE_INVALID, PROOF_INVALID */
export function consistencyProof(old: number, size: number, readTile: TileReader): Buffer[] {
  const hashOf = subtreeHashes(size, readTile);
  return consistencyRanges(old, size).map(({ start, end }) => rangeHash(start, end, hashOf));
}

/** The tiles that `consistencyProof` reads. */
export function consistencyTiles(old: number, size: number): readonly Tile[] {
  return tilesOfRanges(consistencyRanges(old, size), size);
}

/** RFC 9162 section 2.1.3.2. @throws LedgerError PROOF_INVALID unless the proof leads from the leaf to the root, with no hash too many or too few */
export function verifyInclusion(leaf: Uint8Array, index: number, tree: TreeHead, proof: readonly Uint8Array[]): void {
  checkIndex(index, tree.size);
  const refused = (): LedgerError => new LedgerError("PROOF_INVALID", `the inclusion proof does not lead from record ${index} to the root of the tree of ${tree.size} records`);
  let [first, second] = [index, tree.size - 1];
  let hash = leaf;
  for (const sibling of proof) {
    if (second === 0 || sibling.length !== hashBytes) throw refused();
    if (first % 2 === 1 || first === second) {
      hash = nodeHash(sibling, hash);
      while (first % 2 === 0 && first > 0) [first, second] = [first / 2, half(second)];
    } else hash = nodeHash(hash, sibling);
    [first, second] = [half(first), half(second)];
  }
  if (second !== 0 || !same(hash, tree.root)) throw refused();
}

/** RFC 9162 section 2.1.4.2. @throws LedgerError PROOF_INVALID unless the old tree is proven to be the beginning of the new one, with no hash too many or too few */
export function verifyConsistency(old: TreeHead, tree: TreeHead, proof: readonly Uint8Array[]): void {
  checkOld(old.size, tree.size);
  const refused = (): LedgerError => new LedgerError("PROOF_INVALID", `the tree of ${old.size} records is not proven to be the beginning of the tree of ${tree.size} records`);
  if (old.size === 0 || old.size === tree.size) {
    if (proof.length > 0 || !same(old.root, old.size === 0 ? emptyRoot() : tree.root)) throw refused();
    if (tree.size === 0 && !same(tree.root, emptyRoot())) throw refused();
    return;
  }
  let [first, second] = [old.size - 1, tree.size - 1];
  while (first % 2 === 1) [first, second] = [half(first), half(second)];
  const path = first === 0 ? [old.root, ...proof] : proof; // first is 0 when the old size is a power of two
  const [start, ...rest] = path;
  if (start === undefined || proof.length === 0 || path.some((hash) => hash.length !== hashBytes)) throw refused();
  let [oldHash, newHash] = [start, start];
  for (const sibling of rest) {
    if (second === 0) throw refused();
    if (first % 2 === 1 || first === second) {
      [oldHash, newHash] = [nodeHash(sibling, oldHash), nodeHash(sibling, newHash)];
      while (first % 2 === 0 && first > 0) [first, second] = [first / 2, half(second)];
    } else newHash = nodeHash(newHash, sibling);
    [first, second] = [half(first), half(second)];
  }
  if (second !== 0 || !same(oldHash, old.root) || !same(newHash, tree.root)) throw refused();
}

/** RFC 6962 section 2.1.1, PATH, as ranges. */
function inclusionRanges(index: number, size: number): Range[] {
  checkIndex(index, size);
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/** RFC 6962 section 2.1.2, PROOF and SUBPROOF, as ranges. */
function consistencyRanges(old: number, size: number): Range[] {
  checkOld(old, size);
  if (old === 0) return [];
  const ranges: Range[] = [];
  let [start, end] = [0, size];
  while (end !== old) {
    const middle = start + split(end - start);
    if (old <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) ranges.push({ start, end }); // from 0 on it is the old tree itself, whose hash the verifier has
  return ranges.reverse();
}

function tilesOfRanges(ranges: readonly Range[], size: number): readonly Tile[] {
  const tiles = ranges.flatMap(({ start, end }) => subtreesOf(start, end)).map((subtree) => tileOfSubtree(subtree, size));
  return [...new Map(tiles.map((tile) => [tilePath(tile), tile])).values()];
}

/** The largest power of two below `count`. */
function split(count: number): number {
  return 2 ** (bitLength(count - 1) - 1);
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

function checkIndex(index: number, size: number): void {
  if (!isTreeSize(size) || !isTreeSize(index) || index >= size) throw new LedgerError("PROOF_INVALID", `a tree of ${size} records has no record ${index}`);
}

function checkOld(old: number, size: number): void {
  if (!isTreeSize(size) || !isTreeSize(old) || old > size) throw new LedgerError("PROOF_INVALID", `a tree of ${size} records cannot begin with one of ${old}`);
}
