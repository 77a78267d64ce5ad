/** The ledger's names for data subjects: steady under one key within a month, unrelated under another and over months. */
import fc from "fast-check";
import { pseudonyms } from "./pseudonym.js";

const key = (byte: number): Buffer => Buffer.alloc(32, byte);
const november = Date.UTC(2026, 10, 22, 8);
const persons = Array.from({ length: 100 }, (_, index) => `3f2c1c8e-0000-4000-8000-${String(index).padStart(12, "0")}`);

describe("a pseudonym", () => {
  // openssl: printf 'epigraph ledger subjects 2026-11' | openssl dgst -sha256 -mac HMAC -macopt hexkey:00..00 gives the epoch's key; printf person | ... -macopt hexkey:<that> -binary | head -c 16 | base64
  it.each([
    ["2026-11", november, 0, "person", "mzxJTLK1CaUPq_t3vEPoPA"],
    ["2026-12", Date.UTC(2026, 11, 1), 0, "person", "cV55uD78nKV_c058H8e8aQ"],
    ["2026-11", november, 0xff, "3f2c1c8e-0000-4000-8000-000000000000", "QXr7SWbrOp5q-rHVhGGcrA"],
  ])("is HMAC-SHA256 under the epoch's key, cut: worked out with openssl (%s)", (_, at, byte, person, name) => {
    expect(pseudonyms(key(byte)).of(person, at)).toBe(name);
  });

  it("is the same all month, for whoever has the key", () => {
    const [one, other] = [pseudonyms(key(1)), pseudonyms(key(1))];
    for (const person of persons) expect(one.of(person, Date.UTC(2026, 10, 1))).toBe(other.of(person, Date.UTC(2026, 11, 1) - 1));
  });

  it("is another for another person, another key or another month", () => {
    const [one, other] = [pseudonyms(key(1)), pseudonyms(key(2))];
    const names = persons.flatMap((person) => [one.of(person, november), other.of(person, november), one.of(person, Date.UTC(2026, 11, 1)), one.of(person, Date.UTC(2027, 10, 1))]);
    expect(new Set(names).size).toBe(400);
  });

  it("is 128 bits in 22 characters and holds nothing of the person's key", () => {
    for (const person of persons) {
      expect(pseudonyms(key(1)).of(person, november)).toMatch(/^[\w-]{21}[AQgw]$/);
      expect(pseudonyms(key(1)).of(person, november)).not.toContain(person.slice(-6));
    }
  });

  it("needs a master key of 32 bytes", () => {
    expect(() => pseudonyms(Buffer.alloc(31))).toThrow(expect.objectContaining({ code: "KEY_INVALID" }));
  });
});

describe("an epoch", () => {
  const { epochOf, inAllEpochs, of } = pseudonyms(key(1));

  it.each([
    [Date.UTC(2026, 10, 1), "2026-11"],
    [Date.UTC(2026, 10, 1) - 1, "2026-10"],
    [Date.UTC(2026, 11, 31, 23, 59, 59, 999), "2026-12"],
    [0, "1970-01"],
  ])("is the calendar month in UTC: %d is of %s", (at, epoch) => {
    expect(epochOf(at)).toBe(epoch);
  });

  it("of all between two instants: a person's names in both months and those between, oldest first", () => {
    expect(inAllEpochs("kim", Date.UTC(2026, 10, 30), Date.UTC(2027, 1, 1))).toEqual([Date.UTC(2026, 10), Date.UTC(2026, 11), Date.UTC(2027, 0), Date.UTC(2027, 1)].map((at) => of("kim", at)));
    expect(inAllEpochs("kim", november, november)).toEqual([of("kim", november)]);
    expect(inAllEpochs("kim", Date.UTC(2026, 10), Date.UTC(2026, 9))).toEqual([]);
  });

  it("is among those of any time around it", () => {
    const day = 86_400_000;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.nat(800), fc.nat(800), (at, before, after) => {
        expect(inAllEpochs("kim", (at - before) * day, (at + after) * day)).toContain(of("kim", at * day));
      }),
    );
  });
});
