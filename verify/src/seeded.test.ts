import { seeded } from "./seeded.js";

describe("a seeded stream", () => {
  it("makes the same choices for the same seed, and others for another", () => {
    const choices = (seed: number): readonly number[] => {
      const random = seeded(seed);
      return Array.from({ length: 20 }, () => random.integer(1_000));
    };
    expect(choices(1)).toEqual(choices(1));
    expect(choices(1)).not.toEqual(choices(2));
  });

  it("picks every one of a few, and refuses to pick from nothing", () => {
    const random = seeded(1);
    expect(new Set(Array.from({ length: 200 }, () => random.pick(["a", "b", undefined])))).toEqual(new Set(["a", "b", undefined]));
    expect(() => random.pick([])).toThrow("nothing to pick from");
  });

  it("leaves some out, but never more than it may, and keeps their order", () => {
    const random = seeded(1);
    const subsets = Array.from({ length: 200 }, () => random.some([1, 2, 3], 1));
    expect(new Set(subsets.map((one) => one.length))).toEqual(new Set([1, 2, 3]));
    expect(subsets.every((one) => one.join() === one.toSorted().join())).toBe(true);
  });
});
