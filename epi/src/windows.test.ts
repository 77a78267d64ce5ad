import { diseases } from "./diseases.js";
import { dayBounds } from "./calendar.js";
import { exposureWindow, infectiousWindow, windowBounds, type CaseDates, type DayWindow } from "./windows.js";

const asOf = "2020-03-31";

describe("the infectious window of a COVID-19 case", () => {
  it.each<[string, CaseDates, DayWindow | undefined]>([
    ["begins 2 days before onset and ends with isolation", { onsetDate: "2020-03-01", samplingDate: "2020-03-03", confirmationDate: "2020-03-04", isolationDate: "2020-03-05" }, { firstDay: "2020-02-28", lastDay: "2020-03-05", countedFrom: "onset" }],
    ["ends with confirmation when no isolation is known", { onsetDate: "2020-03-10", confirmationDate: "2020-03-14" }, { firstDay: "2020-03-08", lastDay: "2020-03-14", countedFrom: "onset" }],
    ["without symptoms begins 2 days before sampling", { samplingDate: "2020-03-10", confirmationDate: "2020-03-12" }, { firstDay: "2020-03-08", lastDay: "2020-03-12", countedFrom: "sampling" }],
    ["with nothing but a confirmation begins 2 days before it", { confirmationDate: "2020-03-12" }, { firstDay: "2020-03-10", lastDay: "2020-03-12", countedFrom: "confirmation" }],
    ["is open until the day of asking while nothing ended it", { onsetDate: "2020-03-20" }, { firstDay: "2020-03-18", lastDay: asOf, countedFrom: "onset" }],
    ["is none when isolation came before it", { onsetDate: "2020-03-20", isolationDate: "2020-03-10" }, undefined],
    ["is none without any date", { isolationDate: "2020-03-10" }, undefined],
  ])("%s", (_, dates, expected) => {
    expect(infectiousWindow(dates, diseases["covid-19"], asOf)).toEqual(expected);
  });

  it("differs by disease: a MERS case counts from onset", () => {
    expect(infectiousWindow({ onsetDate: "2015-05-20", isolationDate: "2015-05-22" }, diseases["mers"], "2015-06-30")?.firstDay).toBe("2015-05-20");
  });
});

describe("the exposure window", () => {
  it.each<[string, CaseDates, DayWindow | undefined]>([
    ["is 12 to 1 days before onset", { onsetDate: "2020-03-13", confirmationDate: "2020-03-20" }, { firstDay: "2020-03-01", lastDay: "2020-03-12", countedFrom: "onset" }],
    ["without an onset reaches up to the sampling", { samplingDate: "2020-03-13" }, { firstDay: "2020-03-01", lastDay: "2020-03-13", countedFrom: "sampling" }],
    ["is none without any date", {}, undefined],
  ])("of COVID-19 %s", (_, dates, expected) => {
    expect(exposureWindow(dates, diseases["covid-19"])).toEqual(expected);
  });

  it("as instants holds its first and last day whole", () => {
    const window = exposureWindow({ onsetDate: "2020-03-13" }, diseases["covid-19"]);
    expect(window && windowBounds(window)).toEqual({ from: dayBounds("2020-03-01").from, to: dayBounds("2020-03-12").to });
  });

  it("refuses a date that does not exist", () => {
    expect(() => exposureWindow({ onsetDate: "2020-02-30" }, diseases["covid-19"])).toThrow(expect.objectContaining({ code: "invalid-day" }));
  });
});
