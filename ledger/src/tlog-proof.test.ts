/** The proof of one record as a file, as C2SP tlog-proof writes it. */
import fc from "fast-check";
import { signCheckpoint } from "./checkpoint.js";
import { newPrivateKey, verifierKey } from "./key.js";
import { noteSigner } from "./note.js";
import { inclusionProof } from "./proof.js";
import { formatTlogProof, parseTlogProof, tlogProofCap, verifyTlogProof } from "./tlog-proof.js";
import { appendLeaves, leafHash, type TileReader } from "./tree.js";

const origin = "epigraph.example/ledger";
const key = newPrivateKey();
const known = verifierKey(origin, key);
const size = 300;
const leaves = Array.from({ length: size }, (_, index) => leafHash(`record ${index}`));
const { root, tiles } = appendLeaves(0, leaves, () => Buffer.alloc(0));
const reader: TileReader = ({ level, index }) => tiles.find(({ tile }) => tile.level === level && tile.index === index)?.hashes ?? Buffer.alloc(0);
const checkpoint = signCheckpoint({ size, root }, noteSigner(origin, key));
const fileOf = (index: number): string => formatTlogProof({ index, proof: inclusionProof(index, size, reader), checkpoint });
const leafOf = (index: number): Buffer => leaves[index] ?? Buffer.alloc(0);
const refusal = expect.objectContaining({ code: "PROOF_INVALID" });

describe("a proof file", () => {
  it("has the lines that the specification names", () => {
    const lines = fileOf(258).split("\n");
    expect(lines.slice(0, 2)).toEqual(["c2sp.org/tlog-proof@v1", "index 258"]);
    expect(lines.slice(2, lines.indexOf("")).every((line) => /^[\w+/]{43}=$/.test(line))).toBe(true);
    expect(lines.slice(lines.indexOf("") + 1).join("\n")).toBe(checkpoint);
  });

  it("comes back byte for byte, and proves its record", () => {
    fc.assert(
      fc.property(fc.nat(size - 1), (index) => {
        const file = fileOf(index);
        expect(formatTlogProof(parseTlogProof(Buffer.from(file)))).toBe(file);
        expect(verifyTlogProof(file, leafOf(index), [known])).toMatchObject({ index, checkpoint: { origin, size, root, unknown: [] } });
      }),
      { numRuns: 50 },
    );
  });

  it("of a log's only record has no hashes", () => {
    const only = leafHash("only");
    const file = formatTlogProof({ index: 0, proof: [], checkpoint: signCheckpoint({ size: 1, root: only }, noteSigner(origin, key)) });
    expect(verifyTlogProof(file, only, [known]).index).toBe(0);
  });

  it("is refused whichever of its bytes is another", () => {
    const file = Buffer.from(fileOf(259));
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(file);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(() => verifyTlogProof(changed, leafOf(259), [known])).toThrow(expect.objectContaining({ code: expect.stringMatching(/_INVALID$/) }));
      }),
      { numRuns: 500 },
    );
  });

  it("is refused for another record and without the log's key", () => {
    expect(() => verifyTlogProof(fileOf(3), leafOf(4), [known])).toThrow(refusal);
    expect(() => verifyTlogProof(fileOf(3), leafOf(3), [verifierKey(origin, newPrivateKey())])).toThrow(expect.objectContaining({ code: "SIGNATURE_INVALID" }));
  });

  const hash = Buffer.alloc(32).toString("base64");
  it.each([
    { what: "nothing", file: "" },
    { what: "no header", file: `index 0\n\n${checkpoint}` },
    { what: "a later version", file: `c2sp.org/tlog-proof@v2\nindex 0\n\n${checkpoint}` },
    { what: "no index", file: `c2sp.org/tlog-proof@v1\n\n${checkpoint}` },
    { what: "an index that is no number", file: `c2sp.org/tlog-proof@v1\nindex none\n\n${checkpoint}` },
    { what: "a negative index", file: `c2sp.org/tlog-proof@v1\nindex -5\n\n${checkpoint}` },
    { what: "an index with a leading zero", file: `c2sp.org/tlog-proof@v1\nindex 00\n\n${checkpoint}` },
    { what: "two indexes", file: `c2sp.org/tlog-proof@v1\nindex 0\nindex 0\n\n${checkpoint}` },
    { what: "its index before its extra data", file: `c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n${checkpoint}` },
    { what: "extra data that are not base64", file: `c2sp.org/tlog-proof@v1\nextra !!\nindex 0\n\n${checkpoint}` },
    { what: "a hash that is none", file: `c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\n${checkpoint}` },
    { what: "a hash of 64 bytes", file: `c2sp.org/tlog-proof@v1\nindex 0\n${Buffer.alloc(64).toString("base64")}\n\n${checkpoint}` },
    { what: "64 hashes", file: `c2sp.org/tlog-proof@v1\nindex 0\n${`${hash}\n`.repeat(64)}\n${checkpoint}` },
    { what: "carriage returns", file: fileOf(3).replaceAll("\n", "\r\n") },
    { what: "more bytes than the cap", file: `${fileOf(3)}${"a".repeat(tlogProofCap)}` },
    { what: "bytes that are not UTF-8", file: Buffer.concat([Buffer.from(fileOf(3)), Buffer.of(0xff)]) },
  ])("with $what is refused", ({ file }) => {
    expect(() => parseTlogProof(file)).toThrow(refusal);
  });

  it("may have extra data, which are read but not accepted as proven", () => {
    const file = fileOf(3).replace("\nindex", "\nextra ZXh0cmE=\nindex");
    expect(parseTlogProof(file)).toMatchObject({ index: 3, extra: Buffer.from("extra") });
    expect(formatTlogProof(parseTlogProof(file))).toBe(file);
    expect(() => verifyTlogProof(file, leafOf(3), [known])).toThrow(refusal);
  });
});
