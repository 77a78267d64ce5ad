import fc from "fast-check";
import { cutAtMidnight, dayBounds, dayOf } from "./calendar.js";
import { coPresences, type StayOfCase } from "./co-presence.js";

const club = { latitude: 37.5345, longitude: 126.9946 };
const nextDoor = { latitude: 37.5352, longitude: 126.9946 }; // 78 m
const far = { latitude: 37.4979, longitude: 127.0276 };
const at = (text: string): number => Date.parse(`${text.length === 5 ? `2020-05-02T${text}` : text}:00+09:00`);

const stay = (caseId: string, from: string, to: string, change: Partial<StayOfCase> = {}): StayOfCase => ({ caseId, day: dayOf(at(from)), precision: "minute", arrival: at(from), departure: at(to), earliest: at(from), latest: at(to), position: club, accuracyMetres: 50, source: "telecom-location", confidence: 0.8, sourceRecord: `${caseId} ${from}`, ...change });
const dayStay = (caseId: string, change: Partial<StayOfCase> = {}): StayOfCase => ({ caseId, day: "2020-05-02", precision: "day", earliest: dayBounds("2020-05-02").from, latest: dayBounds("2020-05-02").to, position: club, accuracyMetres: 100, source: "public-report", confidence: 0.9, sourceRecord: `${caseId} day`, ...change });
const entry = (caseId: string, clock: string, change: Partial<StayOfCase> = {}): StayOfCase => stay(caseId, clock, clock, { source: "qr-entry", placeId: "club", latest: at(clock) + 4 * 3_600_000, ...change });

const options = { radiusMetres: 100, minimumMinutes: 15 };

describe("two stays with hours", () => {
  it("overlap for the minutes that both were there", () => {
    expect(coPresences([stay("a", "00:10", "02:00")], [stay("b", "01:15", "03:00", { position: nextDoor })], options)).toMatchObject([
      { day: "2020-05-02", basis: "within-radius", strength: "shown", overlapMinutes: 45, possibleMinutes: 45, unbrokenMinutes: 45, other: { caseId: "b" } },
    ]);
  });

  it("count at the same place id however far its positions are apart, and otherwise within the radius only", () => {
    const mine = stay("a", "00:00", "02:00", { placeId: "club" });
    expect(coPresences([mine], [stay("b", "00:00", "02:00", { placeId: "club", position: far })], options)).toMatchObject([{ basis: "same-place" }]);
    expect(coPresences([mine], [stay("b", "00:00", "02:00", { position: far })], options)).toEqual([]);
    expect(coPresences([mine], [stay("b", "00:00", "02:00", { position: nextDoor })], { ...options, radiusMetres: 70 })).toEqual([]);
    expect(coPresences([mine], [stay("b", "00:00", "02:00", { position: nextDoor, placeId: "other" })], options)).toMatchObject([{ basis: "within-radius" }]);
  });

  it("shorter than the minimum are none", () => {
    expect(coPresences([stay("a", "00:00", "01:00")], [stay("b", "00:46", "02:00")], options)).toEqual([]);
    expect(coPresences([stay("a", "00:00", "01:00")], [stay("b", "00:45", "02:00")], options)).toHaveLength(1);
    expect(coPresences([stay("a", "00:00", "01:00")], [stay("b", "02:00", "03:00")], { ...options, minimumMinutes: 0 })).toEqual([]);
  });

  it("on both sides of midnight are held against the minimum together", () => {
    const cut = (caseId: string): StayOfCase[] => [stay(caseId, "2020-05-01T23:50", "2020-05-02T00:00"), stay(caseId, "2020-05-02T00:00", "2020-05-02T00:10")];
    expect(coPresences(cut("a"), cut("b"), options).map(({ day, overlapMinutes, unbrokenMinutes }) => [day, overlapMinutes, unbrokenMinutes])).toEqual([
      ["2020-05-01", 10, 20],
      ["2020-05-02", 10, 20],
    ]);
  });

  it("of two sources for the same hours are united, not added; of two other cases neither", () => {
    const mine = [stay("a", "00:00", "01:00")];
    const twice = [stay("b", "00:50", "02:00"), stay("b", "00:52", "02:00", { source: "interview", sourceRecord: "told" })];
    expect(coPresences(mine, twice, options)).toEqual([]);
    expect(coPresences(mine, [stay("b", "00:50", "02:00"), stay("c", "00:50", "02:00")], options)).toEqual([]);
    expect(coPresences(mine, twice, { ...options, minimumMinutes: 10 }).map((each) => each.unbrokenMinutes)).toEqual([10, 10]);
  });
});

describe("instants", () => {
  it("are possible, not shown: an entry code says nothing of how long", () => {
    expect(coPresences([entry("a", "01:00")], [entry("b", "01:30")], options)).toMatchObject([{ basis: "same-place", strength: "possible", overlapMinutes: 0, possibleMinutes: 210, unbrokenMinutes: undefined }]);
    expect(coPresences([entry("a", "01:00")], [entry("b", "05:30")], options)).toEqual([]);
  });

  it("within the hours of another are shown when no minimum is asked for", () => {
    expect(coPresences([entry("a", "01:00")], [stay("b", "00:30", "02:00")], { ...options, minimumMinutes: 0 })).toMatchObject([{ strength: "shown", overlapMinutes: 0, unbrokenMinutes: 0 }]);
  });
});

describe("stays known to the day", () => {
  it("give the same place on the same day, and never minutes", () => {
    for (const other of [dayStay("b"), stay("b", "00:30", "02:00")]) {
      expect(coPresences([dayStay("a")], [other], options)).toMatchObject([{ day: "2020-05-02", strength: "same-day", overlapMinutes: undefined, possibleMinutes: undefined, unbrokenMinutes: undefined }]);
    }
    expect(coPresences([dayStay("a")], [dayStay("b", { position: far })], options)).toEqual([]);
    const short = entry("b", "01:00", { latest: at("01:05") });
    expect(coPresences([entry("a", "01:00")], [short, dayStay("b", { placeId: "club" })], options).map((each) => each.strength)).toEqual(["same-day"]); // its whole day does not lengthen 5 possible minutes
    expect(coPresences([dayStay("a")], [dayStay("b", { day: "2020-05-03" })], options)).toEqual([]);
  });
});

describe("laws", () => {
  const anyStays = (caseId: string): fc.Arbitrary<StayOfCase[]> =>
    fc
      .array(fc.record({ minute: fc.integer({ min: 0, max: 4000 }), length: fc.integer({ min: 0, max: 600 }), margin: fc.integer({ min: 0, max: 60 }), spot: fc.nat(2), who: fc.nat(1), dated: fc.boolean() }), { maxLength: 12 })
      .map((rows) =>
        rows.flatMap(({ minute, length, margin, spot, who, dated }, index) => {
          const start = at("2020-05-01T00:00") + minute * 60_000;
          const day = dayOf(start);
          const whose = `${caseId}${who}`;
          const position = [club, nextDoor, far][spot] ?? far;
          if (dated) return [dayStay(whose, { day, earliest: dayBounds(day).from, latest: dayBounds(day).to, position, sourceRecord: `${caseId}${index}` })];
          return cutAtMidnight({ from: start, to: start + length * 60_000 }).map(({ from, to }): StayOfCase => {
            const bounds = dayBounds(dayOf(from));
            return { ...stay(whose, "00:00", "00:00"), day: dayOf(from), arrival: from, departure: to, earliest: Math.max(bounds.from, from - margin * 60_000), latest: Math.min(bounds.to, to + margin * 60_000), position, sourceRecord: `${caseId}${index}.${from}` };
          });
        }),
      );
  const minimum = fc.integer({ min: 0, max: 60 });
  const of = (found: readonly { readonly stay: StayOfCase; readonly other: StayOfCase }[]): string[] => found.map(({ stay: mine, other }) => `${mine.sourceRecord}|${other.sourceRecord}`).sort();

  it("a smaller radius or a longer minimum never finds more", () => {
    fc.assert(
      fc.property(anyStays("a"), anyStays("b"), minimum, minimum, (mine, others, x, y) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        const wide = new Set(of(coPresences(mine, others, { radiusMetres: 100, minimumMinutes: low })));
        for (const pair of of(coPresences(mine, others, { radiusMetres: 100, minimumMinutes: high }))) expect(wide).toContain(pair);
        for (const pair of of(coPresences(mine, others, { radiusMetres: 50, minimumMinutes: low }))) expect(wide).toContain(pair);
      }),
    );
  });

  it("with one person on each side, who asks does not matter", () => {
    const one = (caseId: string): fc.Arbitrary<StayOfCase[]> => anyStays(caseId).map((stays) => stays.map((each) => ({ ...each, caseId })));
    fc.assert(
      fc.property(one("a"), one("b"), minimum, (mine, others, minimumMinutes) => {
        const forth = coPresences(mine, others, { radiusMetres: 100, minimumMinutes }).map((each) => `${each.stay.sourceRecord}|${each.other.sourceRecord} ${each.strength} ${each.overlapMinutes} ${each.unbrokenMinutes}`);
        const back = coPresences(others, mine, { radiusMetres: 100, minimumMinutes }).map((each) => `${each.other.sourceRecord}|${each.stay.sourceRecord} ${each.strength} ${each.overlapMinutes} ${each.unbrokenMinutes}`);
        expect(back.sort()).toEqual(forth.sort());
      }),
    );
  });

  it("shown minutes are at most the possible ones and the unbroken ones, and reach the minimum together", () => {
    fc.assert(
      fc.property(anyStays("a"), anyStays("b"), minimum, (mine, others, minimumMinutes) => {
        for (const { strength, overlapMinutes = 0, possibleMinutes = 0, unbrokenMinutes = 0 } of coPresences(mine, others, { radiusMetres: 100, minimumMinutes })) {
          expect(overlapMinutes).toBeLessThanOrEqual(possibleMinutes);
          if (strength === "shown") expect(unbrokenMinutes).toBeGreaterThanOrEqual(Math.max(overlapMinutes, minimumMinutes));
        }
      }),
    );
  });

  it("the order of the input does not matter", () => {
    fc.assert(fc.property(anyStays("a"), anyStays("b"), (mine, others) => expect(coPresences(mine.toReversed(), others.toReversed(), options)).toEqual(coPresences(mine, others, options))));
  });

  it("parameters that are none are refused", () => {
    expect(() => coPresences([], [], { radiusMetres: -1, minimumMinutes: 0 })).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
    expect(() => coPresences([], [], { radiusMetres: 0, minimumMinutes: Number.NaN })).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
  });
});
