import { ageBand } from "./age-band.js";

describe("an age band", () => {
  it.each([[0, "0-9"], [0.9, "0-9"], [9, "0-9"], [10, "10-19"], [54, "50-59"], [99, "90-99"], [100, "100+"], [117, "100+"]])("of %d years is %s", (years, band) => {
    expect(ageBand(years)).toBe(band);
  });
  it.each([-1, 131, Number.NaN, Infinity])("of %d years does not exist", (years) => {
    expect(ageBand(years)).toBeUndefined();
  });
});
