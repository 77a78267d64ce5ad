/** What a case would tell an investigator: visits forgotten, denied, rounded, at wrong hours, or only by the day. Not what happened. */
import type { Statement } from "@epigraph/epi";
import { hour, minute, secondsPerDay } from "./calendar.js";
import { between, chance } from "./draws.js";
import { element } from "./element.js";
import type { Category } from "./place-categories.js";
import { purpose, stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** Visits that people are ashamed of. */
export const deniable: ReadonlySet<Category> = new Set(["club", "karaoke"]);

/** Every visit but those at home, in order. A denied one becomes the claim to have been at home. */
export function statementsOf(world: World, key: number, home: Visit["position"], path: readonly Visit[], record: (number: number) => string): readonly Statement[] {
  const { places, calendar, parameters } = world;
  const { noise } = parameters;
  const random = stream(parameters.seed, purpose.interview, key);
  const statements: Statement[] = [];
  const rounding = noise.statementRoundingMinutes * minute;
  for (const visit of path) {
    if (visit.kind === "home") continue;
    const routine = visit.kind === "work" || visit.kind === "school";
    const denied = chance(random, noise.statementDenied) && visit.place >= 0 && deniable.has(element(places.list, visit.place).category);
    const forgotten = chance(random, noise.statementForgotten * (routine ? 0.25 : 1));
    const wrong = chance(random, noise.statementWrongTime);
    const shift = between(random, 1, 3) * hour * (chance(random, 0.5) ? 1 : -1);
    const dayOnly = chance(random, noise.statementDayOnly);
    if (forgotten && !denied) continue;
    const day = Math.floor(visit.from / secondsPerDay);
    const base = { sourceRecord: record(statements.length), day: calendar.dateOf(day) };
    const where = denied ? { position: home } : visit.place >= 0 ? { placeId: element(places.list, visit.place).id } : { position: visit.position };
    if (dayOnly && !denied) {
      statements.push({ ...base, ...where });
      continue;
    }
    const [from, to] = [day * secondsPerDay, (day + 1) * secondsPerDay];
    const off = wrong && !denied ? Math.max(from - visit.from, Math.min(to - visit.to, shift)) : 0;
    const arrival = Math.max(from, Math.round((visit.from + off) / rounding) * rounding);
    const departure = Math.min(to, Math.max(arrival, Math.round((visit.to + off) / rounding) * rounding));
    statements.push({ ...base, arrival: calendar.instantOf(arrival), departure: calendar.instantOf(departure), ...where });
  }
  return statements;
}
