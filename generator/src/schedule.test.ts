import fc from "fast-check";
import { secondsPerDay } from "./calendar.js";
import { dwellerOf } from "./habits.js";
import { byHabit } from "./infection-tree.js";
import { checkParameters } from "./parameters.js";
import { daySchedule } from "./schedule.js";
import type { Visit } from "./visit.js";
import { buildWorld } from "./world.js";

const world = buildWorld(checkParameters({ cases: 300 }));
const resident = fc.integer({ min: 0, max: 4_000_000 }).map((household) => ({ household, member: 0, base: byHabit, membership: byHabit, symptoms: "some", onsetDay: 20, samplingDay: 23 }) as const);

/** A certain visit of 30 minutes to 5 hours, at a venue or at home. */
const certain = fc.record({ day: fc.integer({ min: 0, max: 30 }), from: fc.integer({ min: 1_800, max: 84_000 }), seconds: fc.integer({ min: 1_800, max: 18_000 }), place: fc.integer({ min: -1, max: world.places.list.length - 1 }) });

describe("a person's day", () => {
  it("is a row of visits in order, apart, and within the day, whoever and whenever", () => {
    fc.assert(
      fc.property(resident, fc.integer({ min: -20, max: 400 }), (facts, day) => {
        const visits = daySchedule(world, dwellerOf(world, facts, []), day);
        expect(visits.length).toBeGreaterThan(0);
        visits.forEach((visit, index) => {
          expect(visit.from).toBeGreaterThanOrEqual(Math.max(day * secondsPerDay, visits[index - 1]?.to ?? -Infinity));
          expect(visit.to).toBeGreaterThan(visit.from);
          expect(visit.to).toBeLessThanOrEqual((day + 1) * secondsPerDay);
        });
      }),
      { numRuns: 400 },
    );
  });

  it("is the same when asked again, in any order", () => {
    fc.assert(
      fc.property(resident, fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 5 }), (facts, days) => {
        const dweller = dwellerOf(world, facts, []);
        const forwards = days.map((day) => daySchedule(world, dweller, day));
        expect(days.toReversed().map((day) => daySchedule(world, dwellerOf(world, facts, []), day))).toEqual(forwards.toReversed());
      }),
      { numRuns: 60 },
    );
  });

  it("always holds the visits that are certain, whole, with the rest still in order", () => {
    fc.assert(
      fc.property(resident, certain, (facts, { day, from, seconds, place }) => {
        const start = day * secondsPerDay + from;
        const end = Math.min(start + seconds, (day + 1) * secondsPerDay);
        fc.pre(end - start >= 1_800);
        const free = dwellerOf(world, facts, []);
        const where = world.places.list[place];
        const visit: Visit = where === undefined ? { kind: "home", place: -1, position: free.home, from: start, to: end } : { kind: "venue", place, position: { latitude: where.latitude, longitude: where.longitude }, from: start, to: end };
        const visits = daySchedule(world, dwellerOf(world, facts, [visit]), day);
        expect(visits.some((each) => each.place === visit.place && (each.kind === "home") === (visit.kind === "home") && each.from <= start && each.to >= end)).toBe(true);
        visits.forEach((each, index) => expect(each.from).toBeGreaterThanOrEqual(visits[index - 1]?.to ?? -Infinity));
      }),
      { numRuns: 600 },
    );
  });
});
