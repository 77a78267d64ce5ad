import fc from "fast-check";
import { addDays, cutAtMidnight, dayBounds, dayOf, daysBetween, millisecondsPerDay, parseDay } from "./calendar.js";

const instants = fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) });
const days = instants.map(dayOf);

describe("a day of Asia/Seoul", () => {
  it.each([
    ["2020-05-01T15:00:00Z", "2020-05-02"], // midnight in Seoul
    ["2020-05-01T14:59:59.999Z", "2020-05-01"],
    ["2020-05-02T14:59:59.999Z", "2020-05-02"],
    ["2020-02-28T20:00:00Z", "2020-02-29"],
    ["2019-12-31T15:00:00Z", "2020-01-01"],
    ["1969-12-31T14:00:00Z", "1969-12-31"],
  ])("%s falls on %s", (instant, day) => {
    expect(dayOf(Date.parse(instant))).toBe(day);
  });

  it("agrees with Intl for Asia/Seoul (run the tests under another TZ to see that the process's zone does not enter)", () => {
    const seoul = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul", dateStyle: "short" });
    fc.assert(fc.property(instants, (instant) => dayOf(instant) === seoul.format(instant)));
  });

  it("begins at 15:00 UTC of the day before and lasts 24 hours", () => {
    expect(dayBounds("2020-05-02")).toEqual({ from: Date.parse("2020-05-01T15:00:00Z"), to: Date.parse("2020-05-02T15:00:00Z") });
  });

  it("holds exactly the instants within its bounds", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const { from, to } = dayBounds(dayOf(instant));
        return from <= instant && instant < to && dayOf(from) === dayOf(instant) && dayOf(to - 1) === dayOf(instant) && dayOf(to) !== dayOf(instant);
      }),
    );
  });

  it("is refused when the instant is none", () => {
    for (const instant of [Number.NaN, Infinity, 1e18]) expect(() => dayOf(instant)).toThrow(expect.objectContaining({ code: "invalid-instant" }));
  });
});

describe("counting days", () => {
  it.each([
    ["2020-02-28", 2, "2020-03-01"],
    ["2020-03-01", -1, "2020-02-29"],
    ["2019-12-31", 1, "2020-01-01"],
  ])("%s plus %d is %s", (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected);
    expect(daysBetween(day, expected)).toBe(count);
  });

  it("daysBetween undoes addDays", () => {
    fc.assert(fc.property(days, fc.integer({ min: -1000, max: 1000 }), (day, count) => daysBetween(day, addDays(day, count)) === count));
  });

  it("refuses what is not a day, and parts of days", () => {
    expect(() => addDays("2020-02-30", 1)).toThrow(expect.objectContaining({ code: "invalid-day" }));
    expect(() => daysBetween("2020-01-01", "yesterday")).toThrow(expect.objectContaining({ code: "invalid-day" }));
    expect(() => addDays("2020-02-01", 0.5)).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
  });
});

describe("parseDay", () => {
  it.each(["2020-13-45", "2020-02-30", "2021-02-29", "2020-00-10", "2020-1-02", "20200102", " 2020-01-02", "2020-01-02T00:00", "2020-04-31", "", "20-01-02"])("refuses `%s`", (text) => {
    expect(parseDay(text)).toBeUndefined();
  });

  it("takes every day that exists as it is", () => {
    expect(parseDay("2020-02-29")).toBe("2020-02-29");
    fc.assert(fc.property(days, (day) => parseDay(day) === day));
  });

  it("counts every century right", () => {
    const anyDay = fc.date({ min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    fc.assert(fc.property(anyDay, (day) => dayBounds(day).from === Date.parse(`${day}T00:00:00+09:00`) && dayOf(dayBounds(day).from) === day));
  });
});

describe("cutting at midnight", () => {
  it("leaves an instant and a day whole, and cuts a night in two", () => {
    const midnight = dayBounds("2020-05-02").from;
    expect(cutAtMidnight({ from: midnight, to: midnight })).toEqual([{ from: midnight, to: midnight }]);
    expect(cutAtMidnight(dayBounds("2020-05-02"))).toEqual([dayBounds("2020-05-02")]);
    expect(cutAtMidnight({ from: midnight - 5, to: midnight + 7 })).toEqual([
      { from: midnight - 5, to: midnight },
      { from: midnight, to: midnight + 7 },
    ]);
  });

  it("gives touching pieces of the same total length, each within one day", () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 5 * millisecondsPerDay }), (from, length) => {
        const pieces = cutAtMidnight({ from, to: from + length });
        expect(pieces[0]?.from).toBe(from);
        expect(pieces.at(-1)?.to).toBe(from + length);
        for (const [index, piece] of pieces.entries()) {
          expect(piece.to).toBeLessThanOrEqual(dayBounds(dayOf(piece.from)).to);
          if (index > 0) expect(piece.from).toBe(pieces[index - 1]?.to);
          if (pieces.length > 1) expect(piece.to).toBeGreaterThan(piece.from);
        }
      }),
    );
  });

  it("refuses an end before the beginning", () => {
    expect(() => cutAtMidnight({ from: 2, to: 1 })).toThrow(expect.objectContaining({ code: "invalid-instant" }));
  });
});
