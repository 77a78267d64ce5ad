import { diseaseOf, isDisease } from "./disease-parameters.js";
import { diseases } from "./diseases.js";

const { "covid-19": covid } = diseases;

describe("a disease read from data", () => {
  it.each(Object.entries(diseases))("is what was written: %s", (_, disease) => {
    const read: unknown = JSON.parse(JSON.stringify(disease));
    expect(diseaseOf(read)).toEqual(disease);
    expect(isDisease(diseaseOf(read))).toBe(true);
  });

  it.each<[string, unknown, string]>([
    ["nothing", null, "parameters"],
    ["a list", [], "parameters"],
    ["no serial interval", { ...covid, serialInterval: undefined }, "serialInterval"],
    ["an unknown family", { ...covid, incubation: { family: "gamma", shape: 2, source: "x" } }, "incubation"],
    ["a spread of nothing", { ...covid, serialInterval: { family: "normal", mean: 4, sd: 0, source: "x" } }, "serialInterval"],
    ["a mean that is no number", { ...covid, serialInterval: { family: "normal", mean: Number.NaN, sd: 1, source: "x" } }, "serialInterval"],
    ["hours in the place of days", { ...covid, serialInterval: { family: "normal", mean: 4000, sd: 1, source: "x" } }, "serialInterval"],
    ["no source", { ...covid, incubation: { family: "lognormal", mu: 1, sigma: 1, source: " " } }, "incubation"],
    ["half a day", { ...covid, infectiousBeforeOnset: { days: 0.5, source: "x" } }, "infectiousBeforeOnset"],
    ["days before onset after it", { ...covid, infectiousBeforeOnset: { days: -1, source: "x" } }, "infectiousBeforeOnset"],
    ["no quarantine", { ...covid, quarantine: undefined }, "quarantine"],
  ])("with %s names the part", (_, value, part) => expect(diseaseOf(value)).toMatchObject({ part, fault: expect.stringContaining("must") as string }));
});
