/** Two samples of one distribution look alike; of two, not. Values by hand and from the tables of the tests. */
import { seeded } from "../seeded.js";
import { compareSamples } from "./distributions.js";

describe("two samples", () => {
  it("apart from each other: every value of one is greater", () => {
    expect(compareSamples([4, 5, 6], [1, 2, 3])).toMatchObject({ auc: 1, distance: 1 });
    expect(compareSamples([1, 2, 3], [4, 5, 6])).toMatchObject({ auc: 0, distance: 1 });
  });
  it("that are the same: ties count half", () => {
    expect(compareSamples([1, 2, 3], [1, 2, 3])).toMatchObject({ auc: 0.5, distance: 0 });
  });
  it("that overlap, counted by hand: 3 of 6 pairs greater, 1 tied", () => {
    const { auc, distance } = compareSamples([2, 4], [1, 2, 5]);
    expect(auc).toBeCloseTo(3.5 / 6, 10); // 2>1, 4>1, 4>2 and 2=2 half: 3.5 of 6
    expect(distance).toBeCloseTo(1 / 3, 10);
  });
  it("have Smirnov's limit: 1.95 for alpha 0.001 at equal sizes of 200", () => {
    expect(compareSamples(Array.from({ length: 200 }, (_, i) => i), Array.from({ length: 200 }, (_, i) => i)).distanceLimit).toBeCloseTo(1.949 * Math.sqrt(2 / 200), 3);
  });
  it("of one distribution stay within four errors of a half; shifted by half a deviation they do not", () => {
    const random = seeded(5);
    const normal = (): number => Array.from({ length: 12 }, () => random.integer(1_000_000) / 1_000_000).reduce((sum, one) => sum + one, -6);
    const sample = (shift: number): number[] => Array.from({ length: 400 }, () => normal() + shift);
    const same = compareSamples(sample(0), sample(0));
    const shifted = compareSamples(sample(0.5), sample(0));
    expect(Math.abs(same.auc - 0.5)).toBeLessThan(4 * same.error);
    expect(shifted.auc - 0.5).toBeGreaterThan(4 * shifted.error);
    expect(shifted.distance).toBeGreaterThan(shifted.distanceLimit);
  });
});
