import fc from "fast-check";
import { dayBounds, dayOf, millisecondsPerDay, millisecondsPerMinute } from "./calendar.js";
import { distanceMetres } from "./cell.js";
import type { Ping } from "./observation.js";
import { smoothPingPong } from "./ping-pong.js";
import { staysFromPings } from "./stays-from-pings.js";

const office = { latitude: 37.5663, longitude: 126.9779 };
const neighbourStation = { latitude: 37.5663, longitude: 126.9847 }; // 600 m east
const home = { latitude: 37.4979, longitude: 127.0276 };

const at = (text: string): number => Date.parse(`${text.length === 5 ? `2020-05-02T${text}` : text}:00+09:00`);
const ping = (time: string, where: { latitude: number; longitude: number }, accuracyMetres = 100): Ping => ({ ...where, at: at(time), accuracyMetres, sourceRecord: time.slice(-5) });

/** A phone that pings every `every` minutes. */
const pings = (from: string, to: string, every: number, where: { latitude: number; longitude: number }): Ping[] => {
  const found: Ping[] = [];
  for (let time = at(from); time <= at(to); time += every * millisecondsPerMinute) found.push({ ...where, at: time, accuracyMetres: 100, sourceRecord: `p${time}` });
  return found;
};

describe("a phone that lies still", () => {
  it("gives one stay from its first to its last ping there, at the place", () => {
    const { stays, dropped } = staysFromPings([...pings("09:00", "12:00", 30, office), ...pings("13:00", "15:00", 30, home)]);
    expect(dropped).toEqual([]);
    expect(stays).toHaveLength(2);
    expect(stays[0]).toMatchObject({ day: "2020-05-02", precision: "minute", arrival: at("09:00"), departure: at("12:00"), source: "telecom-location", accuracyMetres: 100 });
    expect(stays[1]).toMatchObject({ arrival: at("13:00"), departure: at("15:00") });
    expect(distanceMetres(stays[0]?.position ?? home, office)).toBeLessThan(1);
    expect(stays[0]).not.toHaveProperty("placeId");
  });

  it("may have come after the ping before and gone before the ping after, never further than the longest gap", () => {
    const [first, second] = staysFromPings([...pings("09:00", "12:00", 30, office), ...pings("13:00", "15:00", 30, home)]).stays;
    expect([first?.earliest, first?.latest]).toEqual([at("07:00"), at("13:00")]);
    expect([second?.earliest, second?.latest]).toEqual([at("12:00"), at("17:00")]);
  });

  it("gives nothing for less than 20 minutes, and something for exactly 20", () => {
    expect(staysFromPings([ping("09:00", office), ping("09:19", office)]).stays).toEqual([]);
    expect(staysFromPings([ping("09:00", office), ping("09:20", office)]).stays).toHaveLength(1);
    expect(staysFromPings([ping("09:00", office), ping("09:20", office)], { minimumMinutes: 30 }).stays).toEqual([]);
  });

  it("gives nothing on the way", () => {
    const onTheWay = Array.from({ length: 8 }, (_, step) => ping(`09:${step * 7 < 10 ? "0" : ""}${step * 7}`, { latitude: 37.5 + step * 0.005, longitude: 127 }));
    expect(staysFromPings(onTheWay).stays).toEqual([]);
  });

  it("is found although the first ping near it came from the way there", () => {
    const metresNorth = (metres: number): typeof office => ({ latitude: office.latitude + metres / 111_195, longitude: office.longitude });
    const { stays } = staysFromPings([ping("08:55", metresNorth(190)), ping("09:00", metresNorth(-5)), ping("09:10", metresNorth(-115)), ping("09:35", office)]);
    expect(stays).toMatchObject([{ arrival: at("09:00"), departure: at("09:35") }]);
  });
});

describe("an unlucky first position", () => {
  it("does not break a stay: distance is measured to the mean of the pings so far", () => {
    const metresNorth = (metres: number): typeof office => ({ latitude: office.latitude + metres / 111_195, longitude: office.longitude });
    const { stays } = staysFromPings([ping("09:00", metresNorth(150)), ping("09:30", metresNorth(0)), ping("10:00", metresNorth(20)), ping("10:30", metresNorth(-120)), ping("11:00", metresNorth(0))]);
    expect(stays).toMatchObject([{ arrival: at("09:00"), departure: at("11:00") }]);
  });
});

describe("silence", () => {
  it("longer than the gap ends a stay; nothing is claimed for it", () => {
    const morningAndEvening = [...pings("09:00", "10:00", 20, office), ...pings("12:10", "13:00", 10, office)];
    expect(staysFromPings(morningAndEvening).stays).toMatchObject([{ departure: at("10:00") }, { arrival: at("12:10") }]);
    expect(staysFromPings(morningAndEvening, { maximumGapMinutes: 130 }).stays).toHaveLength(1);
  });

  it("lowers the confidence", () => {
    const dense = staysFromPings(pings("09:00", "12:00", 10, office)).stays[0]?.confidence ?? 0;
    const sparse = staysFromPings(pings("09:00", "12:00", 60, office)).stays[0]?.confidence ?? 0;
    expect(dense).toBeCloseTo(0.8);
    expect(sparse).toBeCloseTo(0.48);
  });
});

describe("ping-pong between two stations", () => {
  it("is one stay at the station where the phone mostly is, and lowers the confidence", () => {
    const still = pings("09:00", "12:00", 30, office);
    const jumps = [ping("09:40", neighbourStation), ping("10:35", neighbourStation), ping("11:20", neighbourStation)];
    const back = [ping("09:45", office), ping("10:40", office), ping("11:25", office), ping("09:36", office), ping("10:33", office), ping("11:16", office)];
    const { stays } = staysFromPings([...still, ...jumps, ...back]);
    expect(stays).toMatchObject([{ arrival: at("09:00"), departure: at("12:00") }]);
    expect(distanceMetres(stays[0]?.position ?? home, office)).toBeLessThan(1);
    expect(stays[0]?.confidence).toBeLessThan(staysFromPings([...still, ...back]).stays[0]?.confidence ?? 0);
    expect(stays[0]?.sourceRecord.split("+")).toHaveLength(still.length + jumps.length + back.length);
  });

  it("without smoothing would break the stay", () => {
    const flapping = Array.from({ length: 25 }, (_, index) => ({ ...(index % 2 === 0 ? office : neighbourStation), at: at("09:00") + index * 5 * millisecondsPerMinute, accuracyMetres: 100, sourceRecord: `${index}` }));
    expect(staysFromPings(flapping).stays).toMatchObject([{ arrival: at("09:00"), departure: at("11:00") }]);
    expect(staysFromPings(flapping, { pingPongMinutes: 0 }).stays).toEqual([]);
  });

  it("does not swallow a visit of 20 minutes elsewhere", () => {
    const visit = pings("10:05", "10:25", 5, neighbourStation);
    const { stays } = staysFromPings([...pings("09:00", "10:00", 10, office), ...visit, ...pings("10:30", "12:00", 10, office)]);
    expect(stays.map((stay) => stay.arrival)).toEqual([at("09:00"), at("10:05"), at("10:30")]);
  });

  it("puts an errand of minutes to where the phone mostly is, not the other way round", () => {
    const smoothed = smoothPingPong([ping("09:00", office), ping("09:30", office), ping("09:32", neighbourStation), ping("09:34", neighbourStation), ping("09:36", neighbourStation), ping("09:40", office), ping("10:10", office)], { radiusMetres: 200, pingPongMinutes: 15 });
    expect(smoothed.filter((each) => each.bounced).map((each) => each.sourceRecord)).toEqual(["09:32", "09:34", "09:36"]);
    expect(smoothed.every((each) => each.latitude === office.latitude && each.longitude === office.longitude)).toBe(true);
  });

  it("takes the station that is seen once between longer times at the other for the bounce", () => {
    const { stays } = staysFromPings([ping("09:00", office), ping("09:03", neighbourStation), ping("09:13", neighbourStation), ping("09:15", office), ping("09:18", neighbourStation), ping("09:40", neighbourStation)]);
    expect(stays).toMatchObject([{ arrival: at("09:03"), departure: at("09:40") }]);
    expect(distanceMetres(stays[0]?.position ?? home, neighbourStation)).toBeLessThan(1);
  });

  it("does not pull the position: bounces count for the time only", () => {
    const north = { latitude: office.latitude + 0.0009, longitude: office.longitude }; // 100 m
    const still = [ping("09:00", north), ping("09:10", office), ping("09:20", office), ping("09:30", office)];
    const jumps = [ping("09:02", neighbourStation), ping("09:12", neighbourStation), ping("09:22", neighbourStation)];
    expect(staysFromPings([...still, ...jumps]).stays[0]?.position).toEqual(staysFromPings(still).stays[0]?.position);
  });

  it("does not shift the mean by which further pings are judged", () => {
    const metresNorth = (metres: number): typeof office => ({ latitude: office.latitude + metres / 111_195, longitude: office.longitude });
    const jumps = [ping("09:02", neighbourStation), ping("09:12", neighbourStation), ping("09:22", neighbourStation)];
    const { stays } = staysFromPings([ping("09:00", metresNorth(100)), ping("09:10", office), ping("09:20", office), ping("09:24", office), ping("10:00", metresNorth(-170)), ...jumps]);
    expect(stays).toMatchObject([{ arrival: at("09:00"), departure: at("10:00") }]);
  });

  it("must not be allowed as long as a stay", () => {
    expect(() => staysFromPings([], { pingPongMinutes: 20 })).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
    expect(() => staysFromPings([], { radiusMetres: -1 })).toThrow(expect.objectContaining({ code: "invalid-parameter" }));
  });
});

describe("accuracy", () => {
  it("widens the radius: pings that cannot be told apart are one place, and the stay says how coarse it is", () => {
    const coarse = [ping("09:00", office, 700), ping("09:30", neighbourStation, 700), ping("10:00", office, 700)];
    const { stays } = staysFromPings(coarse);
    expect(stays).toHaveLength(1);
    expect(stays[0]?.accuracyMetres).toBe(700);
    expect(stays[0]?.confidence).toBeLessThan(0.8 * (200 / 700));
  });

  it("weighs exact pings more than coarse ones", () => {
    const north = { latitude: office.latitude + 0.0015, longitude: office.longitude };
    const { stays } = staysFromPings([ping("09:00", office, 20), ping("09:20", north, 200), ping("09:40", office, 20)]);
    expect(distanceMetres(stays[0]?.position ?? home, office)).toBeLessThan(2);
  });

  it("drops pings that are too coarse or no pings at all, with the reason", () => {
    const { stays, dropped } = staysFromPings([ping("09:00", office, 5_000), ping("09:10", { latitude: 137, longitude: 127 }), { ...ping("09:20", office), at: Number.NaN }, ping("09:30", office, Number.NaN)]);
    expect(stays).toEqual([]);
    expect(dropped).toEqual([
      { record: "09:00", reason: "too-coarse" },
      { record: "09:10", reason: "invalid" },
      { record: "09:20", reason: "invalid" },
      { record: "09:30", reason: "invalid" },
    ]);
  });
});

describe("midnight in Seoul", () => {
  it("cuts a night at home in two days that touch, although each part alone might be too short", () => {
    const { stays } = staysFromPings([ping("2020-05-01T23:50", home), ping("2020-05-02T00:15", home)]);
    expect(stays).toMatchObject([
      { day: "2020-05-01", arrival: at("2020-05-01T23:50"), departure: at("2020-05-02T00:00"), sourceRecord: "23:50+00:15" },
      { day: "2020-05-02", arrival: at("2020-05-02T00:00"), departure: at("2020-05-02T00:15"), sourceRecord: "23:50+00:15" },
    ]);
  });

  it("leaves each day the pings of that day and one on the other side", () => {
    const { stays } = staysFromPings([ping("2020-05-01T22:00", home), ping("2020-05-01T23:00", home), ping("2020-05-02T00:30", home), ping("2020-05-02T01:30", home)]);
    expect(stays.map((stay) => stay.sourceRecord)).toEqual(["22:00+23:00+00:30", "23:00+00:30+01:30"]);
  });
});

describe("laws", () => {
  const spots = [office, neighbourStation, home, { latitude: 37.5172, longitude: 127.0473 }];
  const anyPings = fc
    .array(fc.record({ gap: fc.integer({ min: 0, max: 150 }), spot: fc.nat(3), jitter: fc.integer({ min: -150, max: 150 }), accuracyMetres: fc.integer({ min: 10, max: 600 }) }), { maxLength: 60 })
    .map((steps) => {
      let time = at("2020-05-01T18:00");
      return steps.map(({ gap, spot, jitter, accuracyMetres }, index): Ping => {
        time += gap * millisecondsPerMinute;
        const { latitude, longitude } = spots[spot] ?? office;
        return { latitude: latitude + jitter / 111_000, longitude, at: time, accuracyMetres, sourceRecord: `r${String(index).padStart(3, "0")}` };
      });
    });

  it("stays never overlap, lie within one day and within their bounds, and are sure of something", () => {
    fc.assert(
      fc.property(anyPings, (input) => {
        const { stays } = staysFromPings(input);
        for (const [index, stay] of stays.entries()) {
          const [arrival, departure, bounds] = [stay.arrival ?? Number.NaN, stay.departure ?? Number.NaN, dayBounds(stay.day)];
          expect(dayOf(arrival)).toBe(stay.day);
          expect(stay.latest).toBeLessThanOrEqual(bounds.to);
          expect(stay.earliest).toBeGreaterThanOrEqual(bounds.from);
          expect(stay.earliest <= arrival && arrival <= departure && departure <= stay.latest).toBe(true);
          expect(arrival).toBeGreaterThanOrEqual(stays[index - 1]?.departure ?? 0);
          expect(stay.confidence).toBeGreaterThan(0);
          expect(stay.confidence).toBeLessThanOrEqual(0.8);
        }
      }),
    );
  });

  it("every hour claimed has a ping within the longest gap on both sides", () => {
    fc.assert(
      fc.property(anyPings, (input) => {
        const times = input.map((each) => each.at);
        for (const { arrival = 0, departure = 0 } of staysFromPings(input).stays) {
          const inside = [...times.filter((time) => time <= arrival).slice(-1), ...times.filter((time) => time > arrival && time < departure), ...times.filter((time) => time >= departure).slice(0, 1)];
          for (const [index, time] of inside.entries()) expect(time - (inside[index - 1] ?? time)).toBeLessThanOrEqual(120 * millisecondsPerMinute);
        }
      }),
    );
  });

  it("the order of the input does not matter, and a day later everything is a day later", () => {
    fc.assert(
      fc.property(anyPings, fc.integer(), (input, seed) => {
        const shuffled = input.map((each, index) => [Math.sin(seed + index * 7919), each] as const).sort(([a], [b]) => a - b).map(([, each]) => each);
        expect(staysFromPings(shuffled)).toEqual(staysFromPings(input));
        const later = staysFromPings(input.map((each) => ({ ...each, at: each.at + millisecondsPerDay })));
        expect(later.stays.map((stay) => (stay.arrival ?? 0) - millisecondsPerDay)).toEqual(staysFromPings(input).stays.map((stay) => stay.arrival));
      }),
    );
  });

  it("smoothing keeps every ping and its time, and moves none of a visit of 20 minutes", () => {
    fc.assert(
      fc.property(anyPings, (input) => {
        const smoothed = smoothPingPong(input, { radiusMetres: 200, pingPongMinutes: 15 });
        expect(smoothed.map((each) => [each.at, each.sourceRecord])).toEqual(input.map((each) => [each.at, each.sourceRecord]));
        let since = 0;
        for (const [index, each] of smoothed.entries()) {
          if (!each.bounced) since = each.at;
          else expect((smoothed.slice(index).find((next) => !next.bounced)?.at ?? Infinity) - since).toBeLessThanOrEqual(15 * millisecondsPerMinute);
        }
      }),
    );
  });
});
