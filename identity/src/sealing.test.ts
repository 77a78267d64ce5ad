/** What is sealed opens with its key, at its place, unchanged; and nowhere else. */
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { sealer } from "./sealing.js";

const { seal, open, nameOf } = sealer(Buffer.alloc(32, 1));
const other = sealer(Buffer.alloc(32, 2));

describe("a sealed text", () => {
  it("opens as it was, at its place", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, place) => open(seal(text, place), place) === text));
  });

  it("opens with no other key, at no other place, and not with one bit changed", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, where) => {
        const sealed = seal(text, "here");
        const changed = Buffer.from(sealed);
        const index = where % changed.length;
        changed[index] = (changed[index] ?? 0) ^ 1;
        for (const attempt of [() => open(sealed, "there"), () => other.open(sealed, "here"), () => open(changed, "here"), () => open(sealed.subarray(0, 20), "here")]) {
          expect(attempt).toThrow(expect.objectContaining({ code: "SEAL_BROKEN" }));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("never looks the same twice", () => expect(seal("x", "here").equals(seal("x", "here"))).toBe(false));
});

describe("a keyed name", () => {
  it("is the same for the same, and another for another kind, value or key", () => {
    expect(nameOf("holder", "a")).toEqual(nameOf("holder", "a"));
    const names = [nameOf("holder", "a"), nameOf("holder", "b"), nameOf("throttle", "a"), other.nameOf("holder", "a")].map((name) => name.toString("hex"));
    expect(new Set(names).size).toBe(4);
  });
});

it("a short key is refused", () => expect(() => sealer(randomBytes(16))).toThrow(expect.objectContaining({ code: "CONFIGURATION_INVALID" })));
