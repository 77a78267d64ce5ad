/** Whom an infector meets during one of the visits of a day, and how long they are there together. Not how many become infected: see epidemic.ts. */
import { hour, minute, secondsPerDay } from "./calendar.js";
import { between, chance, integer } from "./draws.js";
import { element } from "./element.js";
import { agesOf, type Dweller } from "./habits.js";
import { byHabit, none, type Infection, type InfectionTree, type Setting } from "./infection-tree.js";
import { usualMinutes } from "./outings.js";
import type { Category } from "./place-categories.js";
import { householdLimit, type Resident } from "./population.js";
import type { Stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** How easily an hour in such a place leads to an infection, relative to the others (a judgement: talking, singing and sport in closed rooms). */
export const intensities: Readonly<Record<Category, number>> = {
  office: 0.55, school: 0.35, restaurant: 3, cafe: 2, shop: 0.5, market: 0.5, gym: 4, club: 5, karaoke: 5, "pc-room": 2, church: 4, hospital: 1, "call-centre": 1.5, "sales-hall": 4, "screening-clinic": 0, "head-office": 0,
};
const householdIntensity = 0.35;
/** People are together for at least a quarter of an hour. */
export const shortestMeeting = 15 * minute;

/** Weight of each visit of the day for one more infection. In a null city only venues count. */
export function exposureWeights(world: World, tree: InfectionTree, dweller: Dweller, visits: readonly Visit[]): readonly number[] {
  const susceptible = world.parameters.clusters === "none" ? 0 : susceptibleMembers(world, tree, dweller).length;
  return visits.map((visit) => {
    const hours = (visit.to - visit.from) / hour;
    if (hours < 0.5) return 0;
    if (visit.kind === "home") return householdIntensity * Math.min(hours, 6) * susceptible;
    if (visit.kind === "walk" || (world.parameters.clusters === "none" && visit.kind !== "venue")) return 0;
    return intensities[element(world.places.list, visit.place).category] * Math.min(hours, 4);
  });
}

export type Exposure = Pick<Infection, "household" | "member" | "setting" | "place" | "infectedAt" | "stayFrom" | "stayTo" | "base" | "membership">;

/** Someone not yet infected who shares this visit with the infector; undefined when nobody is found. */
export function exposureAt(random: Stream, world: World, tree: InfectionTree, dweller: Dweller, visit: Visit): Exposure | undefined {
  if (visit.kind === "home") return atHome(random, world, tree, dweller, visit);
  const category = element(world.places.list, visit.place).category;
  const resident = companion(random, world, tree, category, visit);
  if (resident === undefined) return undefined;
  const belongs = visit.kind === "work" || visit.kind === "school";
  const meeting = belongs ? within(random, visit, 2 * hour) : aroundVisit(random, visit, usualMinutes(random, category) * minute, category);
  const setting: Setting = visit.kind === "work" ? "workplace" : visit.kind === "school" ? "school" : "venue";
  return { ...resident, ...meeting, setting, place: visit.place, base: belongs ? visit.place : byHabit, membership: byHabit };
}

function susceptibleMembers(world: World, tree: InfectionTree, dweller: Dweller): readonly number[] {
  const household = Math.floor(dweller.key / householdLimit);
  return world.population.household(household).members.map((_, member) => member).filter((member) => tree.ofResident(household, member) === undefined);
}

function atHome(random: Stream, world: World, tree: InfectionTree, dweller: Dweller, visit: Visit): Exposure | undefined {
  const members = susceptibleMembers(world, tree, dweller);
  if (members.length === 0) return undefined;
  const member = element(members, integer(random, members.length));
  return { household: Math.floor(dweller.key / householdLimit), member, ...within(random, visit, 3 * hour), setting: "household", place: none, base: byHabit, membership: byHabit };
}

/** A colleague from the districts people commute from, a pupil of the district, a guest from near by or from anywhere. */
function companion(random: Stream, world: World, tree: InfectionTree, category: Category, visit: Visit): Resident | undefined {
  const here = element(world.places.districtOf, visit.place);
  const [fromAge, toAge] = agesOf(category);
  for (let attempt = 0; attempt < 5; attempt++) {
    const district = homeDistrict(random, world, category, visit, here);
    const resident = world.population.anyone(random, district, fromAge, toAge);
    if (resident !== undefined && tree.ofResident(resident.household, resident.member) === undefined) return resident;
  }
  return undefined;
}

function homeDistrict(random: Stream, world: World, category: Category, visit: Visit, here: number): number {
  if (world.parameters.clusters === "none") return world.mobility.anywhere(random);
  if (visit.kind === "work") return world.mobility.homeFor(random, here);
  if (visit.kind === "school") return here;
  if (category === "club" || chance(random, 0.15)) return world.mobility.anywhere(random);
  return chance(random, 0.7) ? here : world.mobility.leisureFrom(random, here);
}

/** A part of the visit, of at least half an hour where the visit is that long. */
function within(random: Stream, visit: Visit, longest: number): Pick<Infection, "infectedAt" | "stayFrom" | "stayTo"> {
  const length = Math.min(visit.to - visit.from, Math.round(between(random, 0.5 * hour, longest)));
  const stayFrom = visit.from + integer(random, visit.to - visit.from - length + 1);
  return { stayFrom, stayTo: stayFrom + length, infectedAt: stayFrom + Math.round(length * between(random, 0.4, 0.95)) };
}

/** A visit of its own that overlaps this one by at least `shortestMeeting`; only a night in a club may reach over midnight. */
function aroundVisit(random: Stream, visit: Visit, seconds: number, category: Category): Pick<Infection, "infectedAt" | "stayFrom" | "stayTo"> {
  const dayStart = Math.floor(visit.from / secondsPerDay) * secondsPerDay;
  const lowest = Math.max(dayStart, visit.from + shortestMeeting - seconds);
  const stayFrom = Math.round(between(random, lowest, visit.to - shortestMeeting));
  const stayTo = Math.min(stayFrom + Math.round(seconds), category === "club" ? Infinity : dayStart + secondsPerDay);
  const together = [Math.max(stayFrom, visit.from), Math.min(stayTo, visit.to)] as const;
  return { stayFrom, stayTo, infectedAt: Math.floor(between(random, together[0] + 5 * minute, together[1])) };
}
