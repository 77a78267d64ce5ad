/** Where a person truly is on one day, from 00:00 to 24:00: outings from the person's habits, the certain visits put in, home in between. Knows nothing of who infects whom. */
import { minute, secondsPerDay } from "./calendar.js";
import { between } from "./draws.js";
import type { Dweller } from "./habits.js";
import { none } from "./infection-tree.js";
import { planOutings } from "./outings.js";
import { purpose, stream, type Stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

const { max, min, round } = Math; // taken once: see streams.ts

/** Getting anywhere takes 10 to 25 minutes. */
const longestWay = 25 * minute;
const shortestRemnant = 20 * minute;

/** The visits of that day in order, never overlapping, cut at midnight. A pure function of its arguments: it can be asked for any day, in any order. */
export function daySchedule(world: World, dweller: Dweller, day: number): readonly Visit[] {
  const random = stream(world.parameters.seed, purpose.day, dweller.key, day);
  const dayStart = day * secondsPerDay;
  let outings = planOutings(world, dweller, day, random);
  for (const visit of dweller.fixed) if (visit.from < dayStart + secondsPerDay + longestWay && visit.to > dayStart - longestWay) outings = withFixed(outings, visit);
  return withHome(dweller, dayStart, outings, random);
}

/** The visit happens for certain: others give way, with time for the way there and back; one to the same place that touches it becomes one with it. */
function withFixed(outings: readonly Visit[], fixed: Visit): readonly Visit[] {
  let { from, to } = fixed;
  const kept: Visit[] = [];
  if (fixed.place !== none) {
    for (const each of outings)
      if (each.place === fixed.place && each.from <= to && each.to >= from) {
        from = min(from, each.from);
        to = max(to, each.to);
      }
  }
  for (const each of outings) {
    if (each.place !== none && each.place === fixed.place && each.from >= from && each.to <= to) continue;
    const before = min(each.to, from - longestWay);
    const after = max(each.from, to + longestWay);
    if (before - each.from >= shortestRemnant || before === each.to) kept.push(before === each.to ? each : { ...each, to: before });
    if (before !== each.to && (each.to - after >= shortestRemnant || after === each.from)) kept.push(after === each.from ? each : { ...each, from: after });
  }
  if (fixed.kind !== "home") kept.push({ ...fixed, from, to });
  return kept.sort((one, other) => one.from - other.from);
}

/** Home fills what outings leave, where there is time to go there. */
function withHome(dweller: Dweller, dayStart: number, outings: readonly Visit[], random: Stream): readonly Visit[] {
  const dayEnd = dayStart + secondsPerDay;
  const visits: Visit[] = [];
  let free = dayStart;
  const goHome = (until: number): void => {
    const back = free === dayStart ? free : free + round(between(random, 10 * minute, longestWay));
    if (until - back >= shortestRemnant) visits.push({ kind: "home", place: none, position: dweller.home, from: back, to: until });
  };
  for (const outing of outings) {
    if (outing.to <= dayStart || outing.from >= dayEnd) continue;
    const from = max(dayStart, outing.from);
    if (from > dayStart) goHome(max(free, from - round(between(random, 10 * minute, longestWay))));
    visits.push({ ...outing, from, to: min(dayEnd, outing.to) });
    free = min(dayEnd, outing.to);
  }
  if (free < dayEnd) goHome(dayEnd);
  return visits;
}


