import fc from "fast-check";
import { diseaseIds, diseases } from "./diseases.js";
import { cumulative, density, massOnDay, quantile, type Distribution } from "./distribution.js";
import { incubationDensity, incubationQuantile, incubationWithin } from "./incubation.js";
import { serialIntervalDensity, serialIntervalOnDay } from "./serial-interval.js";

const standard: Distribution = { family: "normal", mean: 0, sd: 1 };
const distributions: fc.Arbitrary<Distribution> = fc.oneof(
  fc.record({ family: fc.constant("normal" as const), mean: fc.double({ min: -5, max: 20, noNaN: true }), sd: fc.double({ min: 0.5, max: 8, noNaN: true }) }),
  fc.record({ family: fc.constant("lognormal" as const), mu: fc.double({ min: 0, max: 3, noNaN: true }), sigma: fc.double({ min: 0.2, max: 1, noNaN: true }) }),
);

describe("a distribution of days", () => {
  it.each([
    [0, 0.5],
    [1.959964, 0.975],
    [-1.644854, 0.05],
    [-6, 9.8659e-10],
  ])("the standard normal is below %d with probability %d", (days, probability) => {
    expect(cumulative(standard, days) / probability).toBeCloseTo(1, 4);
  });

  it("has a density that is the slope of its cumulative probability", () => {
    fc.assert(
      fc.property(distributions, fc.double({ min: 0.5, max: 25, noNaN: true }), (distribution, days) => {
        const slope = (cumulative(distribution, days + 1e-3) - cumulative(distribution, days - 1e-3)) / 2e-3;
        expect(Math.abs(density(distribution, days) - slope)).toBeLessThan(1e-3);
      }),
    );
  });

  it("gives whole days that sum to 1", () => {
    fc.assert(
      fc.property(distributions, (distribution) => {
        let sum = 0;
        for (let day = -60; day <= 900; day++) sum += massOnDay(distribution, day);
        expect(sum).toBeCloseTo(1, 3);
      }),
    );
  });

  it("keeps the order of far days, where plain differences would round to nothing", () => {
    const far = [20, 30, 40, 60, 80].map((day) => massOnDay({ family: "normal", mean: 3.96, sd: 4.75 }, day));
    for (const [index, mass] of far.entries()) {
      expect(mass).toBeGreaterThan(0);
      if (index > 0) expect(mass).toBeLessThan(far[index - 1] ?? 0);
    }
  });

  it("has quantiles that undo the cumulative probability", () => {
    fc.assert(fc.property(distributions, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (distribution, probability) => Math.abs(cumulative(distribution, quantile(distribution, probability)) - probability) < 1e-6));
    for (const probability of [0, 1, Number.NaN]) expect(() => quantile(standard, probability)).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
  });
});

describe("the parameters of the diseases", () => {
  it("of COVID-19 are those of Du et al.: 12.6 % of serial intervals negative, likeliest day 4", () => {
    const masses = Array.from({ length: 61 }, (_, index) => serialIntervalOnDay(diseases["covid-19"], index - 30));
    // binned to whole days the share below 0 is that below -0.5; the published share counts the negative intervals themselves
    expect(masses.slice(0, 30).reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(0.174, 3);
    expect(masses.indexOf(Math.max(...masses)) - 30).toBe(4);
    expect(serialIntervalDensity(diseases["covid-19"], 3.96)).toBeCloseTo(0.084, 3);
  });

  it("of COVID-19 say that half have symptoms after 4.6 days and 95 % after 11.7", () => {
    expect(incubationQuantile(diseases["covid-19"], 0.5)).toBeCloseTo(4.6, 1);
    expect(incubationQuantile(diseases["covid-19"], 0.95)).toBeCloseTo(11.7, 1);
    expect(incubationWithin(diseases["covid-19"], 14)).toBeGreaterThan(0.97);
    expect(incubationDensity(diseases["covid-19"], 0)).toBe(0);
  });

  it("of MERS have the published means, no serial interval below 0, and an upper bound within the two weeks of quarantine", () => {
    const mean = ({ mu, sigma }: { readonly mu: number; readonly sigma: number }): number => Math.exp(mu + sigma ** 2 / 2);
    const { serialInterval, incubation } = diseases.mers;
    if (serialInterval.family !== "lognormal" || incubation.family !== "lognormal") throw new Error("expected lognormal");
    expect(mean(serialInterval)).toBeCloseTo(12.6, 1);
    expect(mean(incubation)).toBeCloseTo(6.7, 1);
    expect(serialIntervalOnDay(diseases["mers"], -1)).toBe(0);
    expect(incubationQuantile(diseases["mers"], 0.95)).toBeCloseTo(13.3, 1);
  });

  it("all name their source", () => {
    for (const id of diseaseIds) for (const part of [diseases[id].serialInterval, diseases[id].incubation, diseases[id].infectiousBeforeOnset, diseases[id].quarantine]) expect(part.source).toMatch(/\d{4}/);
  });
});
