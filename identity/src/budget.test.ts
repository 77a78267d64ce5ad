/** Attempts are used up, and come back with time. */
import fc from "fast-check";
import { budget } from "./budget.js";

describe("a budget of three, and one more every five seconds", () => {
  let now = 0;
  const made = () => budget({ most: 3, secondsEach: 5 }, () => now);
  const take = (from: ReturnType<typeof made>, times: number): number[] => Array.from({ length: times }, () => from.take("somebody"));

  it("is used up by three, tells how long it takes until there is one, and keeps nobody else waiting", () => {
    const attempts = made();
    expect(take(attempts, 4)).toEqual([0, 0, 0, 5]);
    now += 2_000;
    expect(take(attempts, 1)).toEqual([3]);
    expect(attempts.take("somebody else")).toBe(0);
    now += 3_000;
    expect(take(attempts, 2)).toEqual([0, 5]);
  });

  it("never holds more than three, however long nobody asked", () => {
    const attempts = made();
    take(attempts, 1);
    now += 3_600_000;
    expect(take(attempts, 4)).toEqual([0, 0, 0, 5]);
  });

  it("has one more when one is given back", () => {
    const attempts = made();
    take(attempts, 3);
    attempts.giveBack("somebody");
    expect(take(attempts, 2)).toEqual([0, 5]);
  });
});

it("gives in any time at most what it holds and what comes back in that time", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 60 }), (pauses) => {
      let now = 0;
      const attempts = budget({ most: 4, secondsEach: 5 }, () => now);
      let taken = 0;
      for (const pause of pauses) {
        now += pause;
        if (attempts.take("somebody") === 0) taken += 1;
        expect(taken).toBeLessThanOrEqual(4 + now / 5_000);
      }
    }),
  );
});
