/** Proofs are those of RFC 6962's own recursion, are accepted, and are refused in every changed form. */
import fc from "fast-check";
import { consistencyProof, consistencyTiles, inclusionProof, inclusionProver, inclusionTiles, verifyConsistency, verifyInclusion } from "./proof.js";
import { tilePath, tilesOf } from "./tile.js";
import { appendLeaves, emptyRoot, leafHash, nodeHash, type TileReader, treeHash } from "./tree.js";

const largest = 1_100;
const leaves = Array.from({ length: largest }, (_, index) => leafHash(`record ${index}`));
const tiles = new Map(appendLeaves(0, leaves, () => Buffer.alloc(0)).tiles.map(({ tile, hashes }) => [`${tile.level}/${tile.index}`, hashes]));
const reader: TileReader = (tile) => tiles.get(`${tile.level}/${tile.index}`) ?? Buffer.alloc(0);
const roots = new Map<number, Buffer>();
const head = (size: number): { readonly size: number; readonly root: Buffer } => {
  const root = roots.get(size) ?? treeHash(size, reader);
  roots.set(size, root);
  return { size, root };
};

const split = (count: number): number => 2 ** (Math.ceil(Math.log2(count)) - 1);
const naiveHash = (range: readonly Buffer[]): Buffer => {
  const [only] = range;
  if (only === undefined) return emptyRoot();
  return range.length === 1 ? only : nodeHash(naiveHash(range.slice(0, split(range.length))), naiveHash(range.slice(split(range.length))));
};
/** RFC 6962 section 2.1.1: PATH(m, D[n]). */
const path = (m: number, range: readonly Buffer[]): Buffer[] => {
  if (range.length === 1) return [];
  const k = split(range.length);
  return m < k ? [...path(m, range.slice(0, k)), naiveHash(range.slice(k))] : [...path(m - k, range.slice(k)), naiveHash(range.slice(0, k))];
};
/** RFC 6962 section 2.1.2: SUBPROOF(m, D[n], b). */
const subproof = (m: number, range: readonly Buffer[], whole: boolean): Buffer[] => {
  if (m === range.length) return whole ? [] : [naiveHash(range)];
  const k = split(range.length);
  return m <= k ? [...subproof(m, range.slice(0, k), whole), naiveHash(range.slice(k))] : [...subproof(m - k, range.slice(k), false), naiveHash(range.slice(0, k))];
};

const hex = (hashes: readonly Buffer[]): string => hashes.map((hash) => hash.toString("hex")).join(" ");

const anySize = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: largest }), fc.constantFrom(255, 256, 257, 511, 512, 513, 1_024));
const anyRecord = anySize.chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));
const anyGrowth = anySize.chain((size) => fc.record({ size: fc.constant(size), old: fc.integer({ min: 1, max: size }) }));
const refusal = expect.objectContaining({ code: "PROOF_INVALID" });

/** Each changed form of a proof: one byte, one hash less at either end or in the middle, one more, two exchanged, one cut. */
function changed(proof: readonly Buffer[]): Buffer[][] {
  const forms = proof.flatMap((hash, at) => {
    const flipped = Buffer.from(hash);
    flipped[at % 32] = (flipped[at % 32] ?? 0) ^ 1;
    return [proof.with(at, flipped), proof.toSpliced(at, 1), proof.toSpliced(at, 0, hash), proof.with(at, hash.subarray(1))];
  });
  return [...forms, [...proof, leafHash("one more")], [leafHash("one more"), ...proof], ...(proof.length > 1 ? [[...proof].reverse()] : [])].map((form) => [...form]);
}

describe("an inclusion proof", () => {
  it("is PATH of RFC 6962, for every record of every small tree", () => {
    for (let size = 1; size <= 40; size++) for (let index = 0; index < size; index++) expect(hex(inclusionProof(index, size, reader))).toBe(hex(path(index, leaves.slice(0, size))));
  });

  it("is PATH of RFC 6962 and accepted, in any tree", () => {
    fc.assert(
      fc.property(anyRecord, ({ size, index }) => {
        const proof = inclusionProof(index, size, reader);
        expect(hex(proof)).toBe(hex(path(index, leaves.slice(0, size))));
        verifyInclusion(leaves[index] ?? emptyRoot(), index, head(size), proof);
      }),
    );
  });

  it("is refused in every changed form, for another record, another place and another tree", () => {
    fc.assert(
      fc.property(anyRecord, fc.nat(largest), fc.nat(largest), ({ size, index }, otherIndex, otherSize) => {
        const [leaf, proof] = [leaves[index] ?? emptyRoot(), inclusionProof(index, size, reader)];
        for (const form of changed(proof)) expect(() => verifyInclusion(leaf, index, head(size), form)).toThrow(refusal);
        expect(() => verifyInclusion(leafHash("another"), index, head(size), proof)).toThrow(refusal);
        if (otherIndex !== index) expect(() => verifyInclusion(leaf, otherIndex, head(size), proof)).toThrow(refusal);
        if (otherSize !== size) expect(() => verifyInclusion(leaf, index, head(otherSize), proof)).toThrow(refusal);
      }),
      { numRuns: 40 },
    );
  });

  it("is refused for a size whose tree has a longer or shorter way to that root", () => {
    const [leaf, proof] = [leaves[0] ?? emptyRoot(), inclusionProof(0, 2, reader)];
    verifyInclusion(leaf, 0, head(2), proof);
    const [right] = leaves.slice(1);
    expect(() => verifyInclusion(right ?? leaf, 0, { size: 1, root: head(2).root }, [leaf])).toThrow(refusal);
    for (const size of [1, 3, 4, 5]) expect(() => verifyInclusion(leaf, 0, { size, root: head(2).root }, proof)).toThrow(refusal);
  });

  it.each([{ index: -1, size: 5 }, { index: 5, size: 5 }, { index: 0, size: 0 }, { index: 0.5, size: 5 }, { index: Number.NaN, size: 5 }, { index: 0, size: 2 ** 53 }, { index: 0, size: -1 }])("of record $index in $size is none", ({ index, size }) => {
    expect(() => inclusionProof(index, size, reader)).toThrow(refusal);
    expect(() => verifyInclusion(emptyRoot(), index, { size, root: emptyRoot() }, [])).toThrow(refusal);
  });

  it("reads the tiles that it says it reads", () => {
    fc.assert(
      fc.property(anyRecord, ({ size, index }) => {
        const read = new Set<string>();
        inclusionProof(index, size, (tile) => (read.add(tilePath(tile)), reader(tile)));
        expect([...read].sort()).toEqual(inclusionTiles(index, size).map(tilePath).sort());
      }),
    );
  });

  it("costs a tile once, for all the proofs of a tree in the order of its records", () => {
    const read: string[] = [];
    const prove = inclusionProver(largest, (tile) => (read.push(tilePath(tile)), reader(tile)));
    for (let index = 0; index < largest; index++) verifyInclusion(leaves[index] ?? emptyRoot(), index, head(largest), prove(index));
    expect(read.sort()).toEqual([...tilesOf(largest)].map(tilePath).sort());
  });
});

describe("a consistency proof", () => {
  it("is PROOF of RFC 6962, between every two small trees", () => {
    for (let size = 1; size <= 40; size++) for (let old = 1; old <= size; old++) expect(hex(consistencyProof(old, size, reader))).toBe(hex(subproof(old, leaves.slice(0, size), true)));
  });

  it("is PROOF of RFC 6962 and accepted, between any two", () => {
    fc.assert(
      fc.property(anyGrowth, ({ size, old }) => {
        const proof = consistencyProof(old, size, reader);
        expect(hex(proof)).toBe(hex(subproof(old, leaves.slice(0, size), true)));
        verifyConsistency(head(old), head(size), proof);
      }),
    );
  });

  it("is empty from an empty tree, and to the same tree", () => {
    expect([consistencyProof(0, 7, reader), consistencyProof(7, 7, reader), consistencyProof(0, 0, reader)]).toEqual([[], [], []]);
    for (const [old, size] of [[0, 7], [7, 7], [0, 0]] as const) expect(() => verifyConsistency(head(old), head(size), [])).not.toThrow();
  });

  it("is refused in every changed form, and for another old or new tree", () => {
    const other = leafHash("the root of another tree");
    fc.assert(
      fc.property(fc.oneof(anyGrowth, fc.record({ size: anySize, old: fc.constant(0) })), fc.nat(largest), ({ size, old }, otherOld) => {
        const proof = consistencyProof(old, size, reader);
        for (const form of changed(proof)) expect(() => verifyConsistency(head(old), head(size), form)).toThrow(refusal);
        expect(() => verifyConsistency({ size: old, root: other }, head(size), proof)).toThrow(refusal);
        if (old > 0) expect(() => verifyConsistency(head(old), { size, root: other }, proof)).toThrow(refusal);
        if (otherOld !== old) expect(() => verifyConsistency({ size: otherOld, root: head(old).root }, head(size), proof)).toThrow(refusal);
      }),
    );
  });

  it.each([{ old: 6, size: 5 }, { old: -1, size: 5 }, { old: 0.5, size: 5 }, { old: Number.NaN, size: 5 }, { old: 1, size: 2 ** 53 }])("from $old to $size records is none", ({ old, size }) => {
    expect(() => consistencyProof(old, size, reader)).toThrow(refusal);
    expect(() => verifyConsistency({ size: old, root: emptyRoot() }, { size, root: emptyRoot() }, [])).toThrow(refusal);
  });

  it("reads the tiles that it says it reads", () => {
    fc.assert(
      fc.property(anyGrowth, ({ size, old }) => {
        const read = new Set<string>();
        consistencyProof(old, size, (tile) => (read.add(tilePath(tile)), reader(tile)));
        expect([...read].sort()).toEqual(consistencyTiles(old, size).map(tilePath).sort());
      }),
    );
  });
});

describe("a tree of 2^53 - 1 records", () => {
  it("has proofs that say where to look, though no one has its tiles", () => {
    const size = Number.MAX_SAFE_INTEGER;
    expect(inclusionTiles(size - 1, size).map(tilePath)).toContain("tile/6/000.p/31");
    expect(inclusionTiles(2 ** 52, size).length).toBeGreaterThan(6);
    expect(consistencyTiles(2 ** 52 + 1, size).length).toBeGreaterThan(6);
  });
});
