import fc from "fast-check";
import { dayBounds, dayOf } from "./calendar.js";
import type { CardSlip, QrEntry, Statement } from "./observation.js";
import { staysFromCard } from "./stays-from-card.js";
import { staysFromQr } from "./stays-from-qr.js";
import { staysFromStatements } from "./stays-from-statements.js";

const club = { latitude: 37.5345, longitude: 126.9946 };
const locate = (placeId: string): typeof club | undefined => (placeId === "club" ? club : undefined);
const at = (text: string): number => Date.parse(`${text.length === 5 ? `2020-05-02T${text}` : text}:00+09:00`);
const slip = (change: Partial<CardSlip> = {}): CardSlip => ({ sourceRecord: "slip-1", at: at("20:30"), placeId: "club", cancelled: false, holder: "own", address: "store", ...change });
const entry = (change: Partial<QrEntry> = {}): QrEntry => ({ sourceRecord: "entry-1", at: at("21:00"), placeId: "club", ...change });
const told = (change: Partial<Statement> = {}): Statement => ({ sourceRecord: "told-1", day: "2020-05-02", placeId: "club", ...change });

describe("a card slip", () => {
  it("shows the instant of the payment and no time spent", () => {
    expect(staysFromCard([slip()], locate)).toEqual({
      stays: [{ day: "2020-05-02", precision: "minute", arrival: at("20:30"), departure: at("20:30"), earliest: at("18:30"), latest: at("22:30"), placeId: "club", position: club, accuracyMetres: 50, source: "card-use", confidence: 0.9, sourceRecord: "slip-1" }],
      dropped: [],
    });
  });

  it("takes the assumed longest visit as a parameter, and keeps its bounds within the day", () => {
    expect(staysFromCard([slip()], locate, { longestVisitMinutes: 30 }).stays).toMatchObject([{ earliest: at("20:00"), latest: at("21:00") }]);
    expect(staysFromCard([slip({ at: at("23:30") })], locate).stays).toMatchObject([{ latest: dayBounds("2020-05-02").to }]);
    expect(() => staysFromCard([], locate, { longestVisitMinutes: -1 })).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
  });

  it.each([
    ["cancelled", { cancelled: true }],
    ["family-card", { holder: "family" }],
    ["head-office-address", { address: "head-office" }],
    ["place-unknown", { placeId: "nowhere" }],
    ["invalid-time", { at: Number.NaN }],
  ] as const)("is dropped with the reason %s", (reason, change) => {
    expect(staysFromCard([slip(change)], locate)).toEqual({ stays: [], dropped: [{ record: "slip-1", reason }] });
  });
});

describe("an entry code", () => {
  it("shows the arrival; the person was not there before, and at most the longest visit after", () => {
    expect(staysFromQr([entry({ at: at("18:00") })], locate).stays).toMatchObject([{ arrival: at("18:00"), departure: at("18:00"), earliest: at("18:00"), latest: at("22:00"), source: "qr-entry" }]);
  });

  it("is dropped when the place or the time is not known", () => {
    expect(staysFromQr([entry({ placeId: "nowhere" }), entry({ at: Number.NaN })], locate)).toEqual({ stays: [], dropped: [{ record: "entry-1", reason: "invalid-time" }, { record: "entry-1", reason: "place-unknown" }].reverse() });
  });
});

describe("a statement", () => {
  it("with both hours is a stay between them, bounded by rounding", () => {
    expect(staysFromStatements([told({ arrival: at("19:00"), departure: at("21:00") })], locate).stays).toMatchObject([{ precision: "minute", arrival: at("19:00"), departure: at("21:00"), earliest: at("18:30"), latest: at("21:30"), source: "interview", confidence: 0.6 }]);
  });

  it("of a day is a stay of that day, with no hours", () => {
    const [stay] = staysFromStatements([told()], locate).stays;
    expect(stay).toMatchObject({ day: "2020-05-02", precision: "day", earliest: dayBounds("2020-05-02").from, latest: dayBounds("2020-05-02").to });
    expect(stay).not.toHaveProperty("arrival");
    expect(stay).not.toHaveProperty("departure");
  });

  it("with one hour is that instant, and what is possible on the other side", () => {
    expect(staysFromStatements([told({ arrival: at("19:00") })], locate).stays).toMatchObject([{ arrival: at("19:00"), departure: at("19:00"), earliest: at("18:30"), latest: at("21:00") }]);
    expect(staysFromStatements([told({ departure: at("19:00") })], locate).stays).toMatchObject([{ arrival: at("19:00"), departure: at("19:00"), earliest: at("17:00"), latest: at("19:30") }]);
  });

  it("of a night out is cut at midnight", () => {
    expect(staysFromStatements([told({ arrival: at("23:00"), departure: at("2020-05-03T02:00") })], locate).stays).toMatchObject([
      { day: "2020-05-02", arrival: at("23:00"), departure: at("2020-05-03T00:00"), latest: at("2020-05-03T00:00") },
      { day: "2020-05-03", arrival: at("2020-05-03T00:00"), departure: at("2020-05-03T02:00"), earliest: at("2020-05-03T00:00"), latest: at("2020-05-03T02:30") },
    ]);
  });

  it("may give a position instead of a known place, and may be an authority's publication", () => {
    const position = { latitude: 37.5, longitude: 127 };
    const [stay] = staysFromStatements([{ sourceRecord: "route-7", day: "2020-02-09", position }], locate, { source: "public-report" }).stays;
    expect(stay).toMatchObject({ position, accuracyMetres: 100, source: "public-report", confidence: 0.9 });
    expect(stay).not.toHaveProperty("placeId");
  });

  it.each([
    ["invalid-day", { day: "2020-13-45" }],
    ["invalid-time", { arrival: Number.NaN }],
    ["invalid-time", { arrival: at("19:00"), departure: Infinity }],
    ["times-outside-day", { arrival: at("2020-05-04T19:00") }],
    ["times-outside-day", { departure: at("2020-05-01T19:00") }],
    ["departure-before-arrival", { arrival: at("19:00"), departure: at("18:00") }],
    ["place-unknown", { placeId: "nowhere" }],
  ])("is dropped with the reason %s", (reason, change) => {
    expect(staysFromStatements([told(change)], locate)).toEqual({ stays: [], dropped: [{ record: "told-1", reason }] });
  });
});

describe("a law of all three", () => {
  it("every record becomes a stay of its own day or is dropped; bounds never leave the day; no time is added to an instant", () => {
    const instants = fc.integer({ min: at("2020-05-01T00:00"), max: at("2020-05-04T00:00") });
    fc.assert(
      fc.property(fc.array(instants, { maxLength: 8 }), fc.integer({ min: 0, max: 3000 }), (times, longestVisitMinutes) => {
        const readings = [
          staysFromCard(times.map((time) => slip({ at: time })), locate, { longestVisitMinutes }),
          staysFromQr(times.map((time) => entry({ at: time })), locate, { longestVisitMinutes }),
          staysFromStatements(times.map((time) => told({ day: dayOf(time), arrival: time })), locate, { longestVisitMinutes }),
        ];
        for (const { stays, dropped } of readings) {
          expect(stays.length + dropped.length).toBe(times.length);
          for (const stay of stays) {
            expect(stay.departure).toBe(stay.arrival);
            expect(dayOf(stay.arrival ?? 0)).toBe(stay.day);
            expect(stay.earliest >= dayBounds(stay.day).from && stay.latest <= dayBounds(stay.day).to && stay.earliest <= stay.latest).toBe(true);
          }
        }
      }),
    );
  });
});
