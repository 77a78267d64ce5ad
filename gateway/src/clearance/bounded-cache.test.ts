/** What is kept never weighs more than it may, whoever fills it. */
import fc from "fast-check";
import { boundedCache } from "./bounded-cache.js";

describe("a bounded cache", () => {
  it("forgets what was used longest ago", () => {
    const cache = boundedCache<number>(3);
    for (const [index, key] of ["a", "b", "c"].entries()) cache.set(key, index, 1);
    cache.get("a");
    cache.set("d", 3, 1);
    expect(["a", "b", "c", "d"].map((key) => cache.get(key))).toEqual([0, undefined, 2, 3]);
  });

  it("never weighs more than it may, and does not keep what alone would", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.integer({ min: 1, max: 12 }))), (entries) => {
        const cache = boundedCache<number>(10);
        for (const [key, weight] of entries) {
          cache.set(key, weight, weight);
          expect(cache.get(key)).toBe(weight <= 10 ? weight : undefined);
          expect(cache.weight()).toBeLessThanOrEqual(10);
        }
        expect(cache.weight()).toBe(["a", "b", "c", "d"].reduce((sum, key) => sum + (cache.get(key) ?? 0), 0));
      }),
    );
  });
});
