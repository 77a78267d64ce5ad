/** One text for one value: what has two spellings is read in one of them only. */
import fc from "fast-check";
import { decodeBase64, decodeHash, decodeHashes, decodeSize, decodeText, encodeHash } from "./encoding.js";

describe("bytes", () => {
  it("come back from base64, and no text is read that would be written otherwise", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.string({ minLength: 1, maxLength: 1 }), (bytes, at, character) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(decodeBase64(text)).toEqual(Buffer.from(bytes));
        const position = at % (text.length + 1);
        const other = text.slice(0, position) + character + text.slice(position + 1);
        expect(decodeBase64(other)?.toString("base64") ?? other).toBe(other);
      }),
    );
  });

  it.each(["A", "AA", "AAA", "AA=", "AB==", "AAB=", "AAAA=", "AAAA\n", " AAAA", "AA-_", "====", "AAAA AAAA"])("are not read from %j", (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

describe("hashes", () => {
  const hash = Buffer.alloc(32, 7);

  it("have 32 bytes", () => {
    expect(decodeHash(encodeHash(hash))).toEqual(hash);
    for (const length of [0, 30, 31, 33, 64]) expect(decodeHash(Buffer.alloc(length).toString("base64"))).toBeUndefined();
  });

  it("are at most 63 in a proof, and all of them hashes", () => {
    const line = encodeHash(hash);
    expect(decodeHashes([])).toEqual([]);
    expect(decodeHashes(Array.from({ length: 63 }, () => line))).toHaveLength(63);
    expect(decodeHashes(Array.from({ length: 64 }, () => line))).toBeUndefined();
    expect(decodeHashes([line, ""])).toBeUndefined();
  });
});

describe("sizes", () => {
  it("come back", () => {
    fc.assert(fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (size) => expect(decodeSize(String(size))).toBe(size)));
  });

  it.each(["", "-1", "+1", "01", "00", "1.0", "1e3", "0x1", " 1", "1 ", "1\n", "١", "9007199254740992", "99999999999999999999", "NaN", "Infinity"])("are not read from %j", (text) => {
    expect(decodeSize(text)).toBeUndefined();
  });
});

describe("text", () => {
  it("is UTF-8 to the byte", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => expect(decodeText(Buffer.from(text))).toBe(text)));
    expect(decodeText(Buffer.from("\ufeff기록"))).toBe("\ufeff기록");
  });

  it.each([[[0xff]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf4, 0x90, 0x80, 0x80]], [[0xec, 0x9b]]])("is not read from the bytes %j", (bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBeUndefined();
  });

  it("has no lone surrogates", () => {
    expect([decodeText("\ud800"), decodeText("\udc00a"), decodeText("😀")]).toEqual([undefined, undefined, "😀"]);
  });
});
