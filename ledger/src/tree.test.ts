/** The tree over tiles is the tree of RFC 6962: held against the recursion of the RFC itself and against published roots. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { partialTiles, tileAt, tilePath, tilesOf } from "./tile.js";
import { appendLeaves, bitLength, emptyRoot, leafHash, nodeHash, type TileReader, treeHash, verifyTiles } from "./tree.js";

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();

/** RFC 6962 section 2.1, word for word. */
function merkleTreeHash(records: readonly Buffer[]): Buffer {
  const [only] = records;
  if (only === undefined) return sha256();
  if (records.length === 1) return sha256(Buffer.of(0), only);
  let split = 1;
  while (split * 2 < records.length) split *= 2;
  return sha256(Buffer.of(1), merkleTreeHash(records.slice(0, split)), merkleTreeHash(records.slice(split)));
}

const records = (count: number, from = 0): Buffer[] => Array.from({ length: count }, (_, index) => Buffer.from(`record ${from + index}`));

/** A store of tiles such as the sequencer has: the widest of each, and no others. */
function store(): { readonly tiles: Map<string, Buffer>; readonly reader: TileReader; readonly read: string[] } {
  const tiles = new Map<string, Buffer>();
  const read: string[] = [];
  return { tiles, read, reader: (tile) => (read.push(tilePath(tile)), tiles.get(`${tile.level}/${tile.index}`) ?? Buffer.alloc(0)) };
}

function grow(batches: readonly number[]): { readonly size: number; readonly root: Buffer; readonly reader: TileReader; readonly tiles: Map<string, Buffer> } {
  const { tiles, reader } = store();
  let [size, root] = [0, emptyRoot()];
  for (const batch of batches) {
    const appended = appendLeaves(size, records(batch, size).map(leafHash), reader);
    [size, root] = [appended.size, appended.root];
    for (const { tile, hashes } of appended.tiles) tiles.set(`${tile.level}/${tile.index}`, hashes);
  }
  return { size, root, reader, tiles };
}

/** The roots that certificate-transparency-go and Trillian publish for their eight test records. */
const publishedRecords = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map((hex) => Buffer.from(hex, "hex"));
const publishedRoots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

describe("the root", () => {
  it.each(publishedRoots.map((root, size) => ({ size, root })))("of the first $size published test records is the published one", ({ size, root }) => {
    expect(appendLeaves(0, publishedRecords.slice(0, size).map(leafHash), () => Buffer.alloc(0)).root.toString("hex")).toBe(root);
    expect(merkleTreeHash(publishedRecords.slice(0, size)).toString("hex")).toBe(root); // so the oracle below is right too
  });

  it("is RFC 6962's, however the records came in batches", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(5), fc.integer({ min: 200, max: 600 })), { maxLength: 5 }), (batches) => {
        const { size, root, reader } = grow(batches);
        expect(root).toEqual(merkleTreeHash(records(size)));
        expect(treeHash(size, reader)).toEqual(root);
      }),
      { numRuns: 60 },
    );
  });

  it("of every earlier size can be had from the tiles of a later one", () => {
    const { reader } = grow([700]);
    for (const size of [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 699, 700]) expect(treeHash(size, reader)).toEqual(merkleTreeHash(records(size)));
  });

  it("crosses the second level of tiles", () => {
    const { size, root, reader } = grow([65_535, 1, 300]);
    expect(root).toEqual(merkleTreeHash(records(size)));
    verifyTiles(size, root, (tile) => reader(tile));
  });
});

describe("a leaf", () => {
  it("is hashed as its UTF-8 bytes, and never as a node", () => {
    expect(leafHash("체류")).toEqual(leafHash(Buffer.from("체류")));
    const [left, right] = [leafHash("a"), leafHash("b")];
    expect(leafHash(Buffer.concat([left, right]))).not.toEqual(nodeHash(left, right));
  });

  it("must have 32 bytes to be hashed into a node", () => {
    for (const cut of [0, 31, 33]) expect(() => nodeHash(Buffer.alloc(cut), Buffer.alloc(64 - cut))).toThrow(expect.objectContaining({ code: "PROOF_INVALID" }));
  });
});

describe("appending", () => {
  it("reads the partial tiles of the old tree and nothing else", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 1, max: 600 }), (before, added) => {
        const { tiles, reader } = grow([before]);
        const read: string[] = [];
        appendLeaves(before, records(added, before).map(leafHash), (tile) => (read.push(tilePath(tile)), reader(tile)));
        const allowed = new Set(partialTiles(before).map(tilePath));
        expect(read.filter((path) => !allowed.has(path))).toEqual([]);
        expect(tiles.size).toBe([...tilesOf(before)].length);
      }),
      { numRuns: 30 },
    );
  });

  it("names every tile that changed, as wide as the new tree has it, and no other", () => {
    const before = grow([500]);
    const { tiles } = appendLeaves(500, records(20, 500).map(leafHash), before.reader);
    expect(tiles.map(({ tile }) => tilePath(tile))).toEqual(["tile/0/001", "tile/0/002.p/8", "tile/1/000.p/2"]);
    for (const { tile, hashes } of tiles) expect([tile, hashes.length]).toEqual([tileAt(tile.level, tile.index, 520), tile.width * 32]);
  });

  it("of nothing changes nothing", () => {
    const { size, root, reader } = grow([300]);
    expect(appendLeaves(size, [], reader)).toEqual({ size, root, tiles: [] });
  });

  it("refuses a leaf that is no hash, and tiles that are too short, too long or not made of hashes", () => {
    expect(() => appendLeaves(0, [Buffer.alloc(31)], () => Buffer.alloc(0))).toThrow(expect.objectContaining({ code: "TILE_INVALID" }));
    for (const length of [0, 31, 64, 97, 8192 + 32]) expect(() => appendLeaves(3, [leafHash("")], () => Buffer.alloc(length))).toThrow(expect.objectContaining({ code: "TILE_INVALID" }));
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => treeHash(size, () => Buffer.alloc(32))).toThrow(expect.objectContaining({ code: "TILE_INVALID" }));
  });
});

describe("the tiles of a log", () => {
  const { size, root, reader } = grow([1_000]);

  it("are verified from the bottom up, without knowing a record", () => {
    expect(() => verifyTiles(size, root, reader)).not.toThrow();
    expect(() => verifyTiles(0, emptyRoot(), reader)).not.toThrow();
  });

  it("are refused whichever byte of whichever tile is another", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, at, flip) => {
        const all = [...tilesOf(size)];
        const target = all[which % all.length] ?? tileAt(0, 0, size);
        const changed = Buffer.from(reader(target).subarray(0, target.width * 32));
        const position = at % changed.length;
        changed[position] = (changed[position] ?? 0) ^ flip;
        expect(() => verifyTiles(size, root, (tile) => (tilePath(tile) === tilePath(target) ? changed : reader(tile)))).toThrow(expect.objectContaining({ code: "TILE_INVALID" }));
      }),
    );
  });

  it("are refused when one is wider than the tree has it: those bytes nobody signed", () => {
    expect(() => verifyTiles(size, root, (tile) => (tile.level === 1 ? Buffer.concat([reader(tile), Buffer.alloc(32)]) : reader(tile)))).toThrow("tile/1/000.p/3 must have 96 bytes, not 128");
  });
});

describe("the number of bits", () => {
  it("is right up to 2^53 - 1", () => {
    fc.assert(fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => expect(bitLength(value)).toBe(value === 0 ? 0 : value.toString(2).length)));
    for (let bit = 0; bit < 53; bit++) expect([bitLength(2 ** bit), bitLength(2 ** bit - 1)]).toEqual([bit + 1, bit]);
  });
});
