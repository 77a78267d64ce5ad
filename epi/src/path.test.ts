import fc from "fast-check";
import { dayBounds } from "./calendar.js";
import { pathOf } from "./path.js";
import type { Stay, StaySource } from "./stay.js";

const restaurant = { latitude: 37.5663, longitude: 126.9779 };
const nearby = { latitude: 37.5672, longitude: 126.9779 }; // 100 m
const far = { latitude: 37.4979, longitude: 127.0276 };
const day = "2020-05-02";
const at = (clock: string): number => Date.parse(`${day}T${clock}:00+09:00`);

const stay = (source: StaySource, from: string, to: string, change: Partial<Stay> & { marginMinutes?: number } = {}): Stay => {
  const { marginMinutes = 0, ...rest } = change;
  const margin = marginMinutes * 60_000;
  return { day, precision: "minute", arrival: at(from), departure: at(to), earliest: at(from) - margin, latest: at(to) + margin, position: restaurant, accuracyMetres: 50, source, confidence: 0.5, sourceRecord: `${source} ${from}`, ...rest };
};
const dayStay = (source: StaySource, change: Partial<Stay> = {}): Stay => ({ day, precision: "day", earliest: dayBounds(day).from, latest: dayBounds(day).to, position: restaurant, accuracyMetres: 50, source, confidence: 0.5, sourceRecord: `${source} day`, ...change });
const card = (clock: string, change: Partial<Stay> = {}): Stay => stay("card-use", clock, clock, { placeId: "restaurant", marginMinutes: 120, ...change });
const phone = (from: string, to: string, change: Partial<Stay> = {}): Stay => stay("telecom-location", from, to, { position: nearby, accuracyMetres: 150, marginMinutes: 10, ...change });

describe("a path", () => {
  it("is in order of time, day by day, those without hours last in their day", () => {
    const elsewhere = { latitude: 37.6, longitude: 127.1 };
    const stops = pathOf([dayStay("interview", { position: elsewhere }), { ...card("09:00"), day: "2020-05-03", sourceRecord: "next day" }, card("20:00"), phone("09:00", "11:00", { position: far })]);
    expect(stops.map((stop) => stop.sourceRecords)).toEqual([["telecom-location 09:00"], ["card-use 20:00"], ["interview day"], ["next day"]]);
  });

  it("is empty without stays", () => expect(pathOf([])).toEqual([]));
});

describe("reconciling sources", () => {
  it("joins a phone's hours, a slip and a statement at one place into one stop with its provenance", () => {
    const stays = [phone("12:00", "13:10"), card("13:05"), stay("interview", "12:00", "13:00", { placeId: "restaurant", marginMinutes: 30 })];
    expect(pathOf(stays)).toMatchObject([
      { arrival: at("12:00"), departure: at("13:10"), placeId: "restaurant", position: restaurant, accuracyMetres: 50, sources: ["card-use", "interview", "telecom-location"], confidence: 0.875, contradictions: [] },
    ]);
    expect(pathOf(stays)[0]?.stays).toHaveLength(3);
    expect(pathOf(stays)[0]?.sourceRecords.toSorted()).toEqual(["card-use 13:05", "interview 12:00", "telecom-location 12:00"]);
  });

  it("does not make an 8-hour meal of a phone that lay near the restaurant all day", () => {
    expect(pathOf([phone("09:00", "17:00"), card("12:30")])).toMatchObject([
      { arrival: at("09:00"), departure: at("17:00"), sources: ["telecom-location"] },
      { arrival: at("12:30"), departure: at("12:30"), placeId: "restaurant", sources: ["card-use"] },
    ]);
  });

  it("does not decide between two places when a position fits both", () => {
    const stops = pathOf([phone("12:00", "13:30"), card("12:30"), card("13:00", { placeId: "café", position: nearby })]);
    expect(stops.map((stop) => stop.sources)).toEqual([["telecom-location"], ["card-use"], ["card-use"]]);
  });

  it("joins an entry code and a later slip at one place, but not beyond the longest visit", () => {
    const entry = stay("qr-entry", "19:00", "19:00", { placeId: "restaurant", latest: at("22:00") });
    expect(pathOf([entry, card("20:10")])).toMatchObject([{ arrival: at("19:00"), departure: at("20:10") }]);
    expect(pathOf([entry, card("23:30", { latest: at("23:30") })])).toHaveLength(2);
  });

  it("does not fill the hours between two slips at one store, but takes two within half an hour for one visit", () => {
    expect(pathOf([card("10:00"), card("12:00")])).toHaveLength(2);
    expect(pathOf([card("10:00"), card("10:20")])).toMatchObject([{ arrival: at("10:00"), departure: at("10:20"), confidence: 0.5 }]);
  });

  it("keeps two known places apart however near they are", () => {
    expect(pathOf([card("12:00"), stay("qr-entry", "12:00", "12:00", { placeId: "café" })])).toHaveLength(2);
  });
});

describe("stays known to the day", () => {
  it("keep no hours and stand under their day", () => {
    const [stop] = pathOf([dayStay("public-report", { position: far })]);
    expect(stop).toMatchObject({ precision: "day", earliest: dayBounds(day).from, latest: dayBounds(day).to });
    expect(stop).not.toHaveProperty("arrival");
    expect(stop).not.toHaveProperty("departure");
  });

  it("confirm the one visit with hours at their place, without changing its hours", () => {
    expect(pathOf([card("12:30"), dayStay("interview", { placeId: "restaurant" })])).toMatchObject([{ precision: "minute", arrival: at("12:30"), departure: at("12:30"), earliest: at("10:30"), sources: ["card-use", "interview"] }]);
  });

  it("stay on their own when there were two visits that day, or none", () => {
    expect(pathOf([card("09:30"), card("19:30"), dayStay("interview", { placeId: "restaurant" })]).map((stop) => stop.precision)).toEqual(["minute", "minute", "day"]);
    expect(pathOf([card("09:30"), dayStay("interview", { placeId: "café" })]).map((stop) => stop.precision)).toEqual(["minute", "day"]);
  });

  it("of two places do not share the one visit that is known by position only", () => {
    const told = ["restaurant", "café"].map((placeId) => dayStay("interview", { placeId, sourceRecord: placeId }));
    expect(pathOf([phone("12:00", "13:00"), ...told]).map((stop) => stop.sourceRecords)).toEqual([["telecom-location 12:00"], ["café"], ["restaurant"]]);
    expect(pathOf([phone("12:00", "13:00"), ...told.slice(1)])).toMatchObject([{ precision: "minute", placeId: "café", sources: ["interview", "telecom-location"] }]);
  });

  it("of two sources at one place are one stop", () => {
    expect(pathOf([dayStay("interview"), dayStay("public-report", { position: nearby })])).toMatchObject([{ precision: "day", sources: ["interview", "public-report"], confidence: 0.75 }]);
  });
});

describe("contradictions", () => {
  it("flags on both stops that the interview says elsewhere while the card shows here", () => {
    const stops = pathOf([stay("interview", "11:00", "15:00", { position: far, sourceRecord: "told" }), card("13:00")]);
    expect(stops).toMatchObject([
      { sourceRecords: ["told"], contradictions: [{ kind: "elsewhere-at-the-same-time", sources: ["card-use"], sourceRecords: ["card-use 13:00"] }] },
      { contradictions: [{ sources: ["interview"], sourceRecords: ["told"] }] },
    ]);
    expect(stops[0]?.contradictions[0]?.distanceMetres).toBeGreaterThan(8_000);
  });

  it("allows for rounding of told hours", () => {
    const stops = pathOf([stay("interview", "12:45", "15:00", { position: far }), card("13:00")]);
    expect(stops.flatMap((stop) => stop.contradictions)).toEqual([]);
  });

  it("is none nearby, where positions cannot tell", () => {
    expect(pathOf([phone("09:00", "17:00"), card("12:30")]).flatMap((stop) => stop.contradictions)).toEqual([]);
  });
});

describe("laws", () => {
  const places = [undefined, "restaurant", "café"];
  const spots = [restaurant, nearby, far];
  const sources: readonly StaySource[] = ["telecom-location", "card-use", "qr-entry", "interview", "public-report"];
  const anyStays = fc
    .array(fc.record({ minute: fc.integer({ min: 0, max: 1380 }), length: fc.integer({ min: 0, max: 59 }), margin: fc.integer({ min: 0, max: 120 }), place: fc.nat(2), spot: fc.nat(2), source: fc.nat(4), dated: fc.boolean() }), { maxLength: 25 })
    .map((rows) =>
      rows.map(({ minute, length, margin, place, spot, source, dated }, index): Stay => {
        const { from, to } = dayBounds(day);
        const arrival = from + minute * 60_000;
        const departure = arrival + length * 60_000;
        const placeId = places[place];
        const hours = dated ? { precision: "day" as const, earliest: from, latest: to } : { precision: "minute" as const, arrival, departure, earliest: Math.max(from, arrival - margin * 60_000), latest: Math.min(to, departure + margin * 60_000) };
        return { day, ...hours, ...(placeId === undefined ? {} : { placeId }), position: spots[spot] ?? far, accuracyMetres: 50, source: sources[source] ?? "interview", confidence: 0.5, sourceRecord: `r${index}` };
      }),
    );

  it("every stay is in exactly one stop, and no stop claims a minute outside the hours of its stays", () => {
    fc.assert(
      fc.property(anyStays, (stays) => {
        const stops = pathOf(stays);
        expect(stops.flatMap((stop) => stop.sourceRecords).sort()).toEqual(stays.map((each) => each.sourceRecord).sort());
        for (const stop of stops) {
          const timed = stop.stays.filter((each) => each.precision === "minute");
          expect(stop.arrival).toBe(timed.length === 0 ? undefined : Math.min(...timed.map((each) => each.arrival ?? Number.NaN)));
          expect(stop.departure).toBe(timed.length === 0 ? undefined : Math.max(...timed.map((each) => each.departure ?? Number.NaN)));
          expect(new Set(stop.stays.flatMap((each) => (each.placeId === undefined ? [] : [each.placeId]))).size).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("the order of the input does not matter", () => {
    fc.assert(fc.property(anyStays, (stays) => expect(pathOf(stays.toReversed())).toEqual(pathOf(stays))));
  });

  it("stops are in order, and contradictions are mutual", () => {
    fc.assert(
      fc.property(anyStays, (stays) => {
        const stops = pathOf(stays);
        for (const [index, stop] of stops.entries()) {
          expect((stops[index - 1]?.arrival ?? (stops[index - 1] ? Infinity : -Infinity)) <= (stop.arrival ?? Infinity)).toBe(true);
          for (const contradiction of stop.contradictions) {
            const other = stops.find((each) => each.sourceRecords.join() === contradiction.sourceRecords.join());
            expect(other?.contradictions.map((each) => each.sourceRecords)).toContainEqual(stop.sourceRecords);
          }
        }
      }),
    );
  });
});
