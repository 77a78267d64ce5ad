/** Where a person goes on one day by habit: work, school, meals, shops, church, clubs, walks, and the clinic on the day of sampling. Not home: see schedule.ts. */
import { hour, minute, secondsPerDay } from "./calendar.js";
import { around, between, chance, integer, uniform, weighted } from "./draws.js";
import { element } from "./element.js";
import type { Dweller } from "./habits.js";
import { none } from "./infection-tree.js";
import type { Category } from "./place-categories.js";
import { choosePlace } from "./places.js";
import { purpose, stream, type Stream } from "./streams.js";
import type { Visit, VisitKind } from "./visit.js";
import type { World } from "./world.js";

const { max, min, round } = Math; // taken once: see streams.ts

/** How long people usually stay, in minutes. */
export function usualMinutes(random: Stream, category: Category): number {
  const [low, high] = durations[category];
  return between(random, low, high);
}

const durations: Readonly<Record<Category, readonly [low: number, high: number]>> = {
  office: [120, 300], school: [120, 300], restaurant: [35, 100], cafe: [30, 110], shop: [15, 60], market: [25, 75], gym: [60, 110], club: [100, 260], karaoke: [60, 140], "pc-room": [60, 200],
  church: [80, 140], hospital: [30, 120], "call-centre": [120, 300], "sales-hall": [90, 180], "screening-clinic": [25, 50], "head-office": [30, 60],
};

/** The day's outings in order, each within [00:00, 24:00) but for a night in a club, which reaches into the next day and is given on both. */
export function planOutings(world: World, dweller: Dweller, day: number, random: Stream): readonly Visit[] {
  const plan = new DayPlan(world, dweller, day);
  const weekday = world.calendar.weekdayOf(day);
  const lastNight = nightOut(world, dweller, day - 1);
  if (lastNight !== undefined) plan.carry(lastNight);
  if (day === dweller.samplingDay) {
    plan.goTo(random, dweller.clinic, between(random, 9.5, 15) * hour);
    return plan.visits;
  }
  // symptoms keep people in, waiting for a result more so
  const ease = day > dweller.samplingDay ? 0.2 : day >= dweller.symptomsFrom ? 0.6 : 1;
  const atWork = dweller.role !== "home" && weekday >= 1 && weekday <= 5 && chance(random, ease === 1 ? 0.97 : ease);
  if (chance(random, 0.08 * ease)) plan.walk(random, between(random, 6, 7) * hour);
  if (atWork && dweller.role === "worker") planWorkday(plan, world, dweller, random);
  else if (atWork) planSchoolday(plan, dweller, random, ease);
  else planFreeDay(plan, world, dweller, random, ease, weekday);
  planMembership(plan, world, dweller, random, weekday, ease);
  planEvening(plan, world, dweller, random, ease * (atWork ? 0.405 : 0.26));
  if (chance(random, 0.12 * ease)) plan.walk(random, max(plan.free + 40 * minute, between(random, 20.5, 22) * hour));
  const tonight = nightOut(world, dweller, day);
  if (tonight !== undefined) plan.carry(tonight);
  return plan.visits;
}

function planWorkday(plan: DayPlan, world: World, dweller: Dweller, random: Stream): void {
  const from = dweller.startsAt + between(random, -10, 15) * minute;
  const to = between(random, 17.3, 19) * hour;
  if (!chance(random, 0.65)) {
    plan.stay("work", dweller.base, from, to);
    return;
  }
  const lunch = between(random, 11.75, 12.4) * hour;
  plan.stay("work", dweller.base, from, lunch);
  const district = element(world.places.districtOf, dweller.base);
  plan.stay("venue", choosePlace(random, world.places, chance(random, 0.85) ? "restaurant" : "cafe", district), lunch + between(random, 4, 9) * minute, lunch + between(random, 38, 55) * minute);
  plan.stay("work", dweller.base, lunch + between(random, 60, 70) * minute, to);
}

function planSchoolday(plan: DayPlan, dweller: Dweller, random: Stream, ease: number): void {
  plan.stay("school", dweller.base, between(random, 8.3, 8.9) * hour, between(random, 14.8, 16.3) * hour);
  if (chance(random, 0.3 * ease)) plan.walk(random, between(random, 16.6, 17) * hour);
}

/** Two outings of errands or leisure, with home between them. */
function planFreeDay(plan: DayPlan, world: World, dweller: Dweller, random: Stream, ease: number, weekday: number): void {
  const weekend = weekday === 0 || weekday === 6;
  for (const [at, likely] of [[9.7, 0.72], [13.2, 0.76], [16, 0.42]] as const) {
    if (!chance(random, likely * ease)) continue;
    const start = between(random, at, at + 1.2) * hour;
    if (chance(random, 0.22)) {
      plan.walk(random, start);
      continue;
    }
    const choice = weekend ? weekendKinds : weekdayKinds;
    const category = element(choice.category, weighted(random, choice.weight));
    const district = weekend && chance(random, 0.5) ? world.mobility.leisureFrom(random, dweller.district) : dweller.district;
    plan.goTo(random, choosePlace(random, world.places, category, district), start);
  }
}

const weekdayKinds = kinds([["market", 3], ["shop", 4], ["cafe", 2], ["restaurant", 3], ["hospital", 1.2], ["sales-hall", 0.1]]);
const weekendKinds = kinds([["restaurant", 4], ["shop", 4], ["cafe", 3], ["market", 1.5], ["gym", 0.5], ["pc-room", 0.6]]);
const eveningKinds = kinds([["restaurant", 4], ["shop", 3.5], ["cafe", 1.5], ["karaoke", 0.5], ["pc-room", 0.5], ["market", 0.8]]);

function kinds(list: readonly (readonly [Category, number])[]): { readonly category: readonly Category[]; readonly weight: readonly number[] } {
  return { category: list.map(([category]) => category), weight: list.map(([, weight]) => weight) };
}

/** Church on Sunday, the gym on two evenings, a sales hall on weekday afternoons, a karaoke room or another venue on Friday. */
function planMembership(plan: DayPlan, world: World, dweller: Dweller, random: Stream, weekday: number, ease: number): void {
  const goes = chance(random, 0.8 * ease);
  const start = uniform(random);
  if (dweller.membership === none || !goes) return;
  const category = element(world.places.list, dweller.membership).category;
  if (category === "church") {
    if (weekday === 0) plan.instead(dweller.membership, (10.5 + start * 0.5) * hour, (12 + start) * hour);
  } else if (category === "sales-hall") {
    if (weekday >= 1 && weekday <= 5) plan.instead(dweller.membership, (13.5 + start * 0.5) * hour, (15.5 + start) * hour);
  } else if (category === "gym") {
    if (weekday === 2 || weekday === 4 || weekday === 6) plan.instead(dweller.membership, (18.9 + start * 0.5) * hour, (20.2 + start * 0.6) * hour);
  } else if (category !== "club" && weekday === 5) plan.instead(dweller.membership, (19.2 + start * 0.4) * hour, (20.8 + start) * hour);
}

function planEvening(plan: DayPlan, world: World, dweller: Dweller, random: Stream, likely: number): void {
  const goes = chance(random, likely);
  const category = element(eveningKinds.category, weighted(random, eveningKinds.weight));
  const district = dweller.base !== none && chance(random, 0.35) ? element(world.places.districtOf, dweller.base) : chance(random, 0.25) ? world.mobility.leisureFrom(random, dweller.district) : dweller.district;
  if (!goes || dweller.person.age < 8) return;
  const hasHours = plan.free < 20.2 * hour;
  if (hasHours) plan.goTo(random, choosePlace(random, world.places, category, district), max(plan.free + between(random, 5, 50) * minute, 17.4 * hour));
}

/** Friday or Saturday night in a club, from before midnight until early morning. Seconds of the simulation. */
function nightOut(world: World, dweller: Dweller, day: number): Visit | undefined {
  const member = dweller.membership !== none && element(world.places.list, dweller.membership).category === "club";
  if (dweller.clubs === "never" && !member) return undefined;
  const weekday = world.calendar.weekdayOf(day);
  if ((weekday !== 5 && weekday !== 6) || day >= min(dweller.symptomsFrom, dweller.samplingDay)) return undefined;
  const random = stream(world.parameters.seed, purpose.night, dweller.key, day);
  if (!chance(random, member ? 0.8 : 0.25)) return undefined;
  const district = member ? element(world.places.districtOf, dweller.membership) : world.mobility.leisureFrom(random, dweller.district);
  const place = choosePlace(random, world.places, "club", district);
  const from = day * secondsPerDay + round(between(random, 22, 23.4) * hour);
  if (place === none || (world.closedFrom.get(place) ?? Infinity) <= day + 1) return undefined;
  return { kind: "venue", place, position: positionOf(world, place), from, to: from + round(between(random, 2.2, 5.5) * hour) };
}

/** Outings are added in order of time; what does not fit any more, or is closed, is left out. A class because every planner above adds to the same day. */
class DayPlan {
  /** Visits in order; seconds of the simulation. */
  visits: Visit[] = [];
  /** Second of the day from which the person has time. */
  free = 0;
  private readonly world: World;
  private readonly dweller: Dweller;
  private readonly day: number;

  constructor(world: World, dweller: Dweller, day: number) {
    this.world = world;
    this.dweller = dweller;
    this.day = day;
  }

  /** A visit of the usual length for its kind. */
  goTo(random: Stream, place: number, start: number): void {
    const seconds = place === none ? 0 : usualMinutes(random, element(this.world.places.list, place).category) * minute;
    this.stay("venue", place, start, start + seconds);
  }

  /** About half an hour on foot near home. */
  walk(random: Stream, start: number): void {
    const end = start + (20 + integer(random, 35)) * minute;
    const position = around(random, this.dweller.home, 350, 900);
    this.append({ kind: "walk", place: none, position, from: start, to: end });
  }

  stay(kind: VisitKind, place: number, start: number, end: number): void {
    if (place === none || (this.world.closedFrom.get(place) ?? Infinity) <= this.day) return;
    this.append({ kind, place, position: positionOf(this.world, place), from: start, to: end });
  }

  /** A fixed habit goes before leisure that would overlap it, never before work or school. */
  instead(place: number, start: number, end: number): void {
    const from = this.day * secondsPerDay + start;
    const to = this.day * secondsPerDay + end;
    const margin = 20 * minute;
    const overlapping = this.visits.filter((visit) => visit.from < to + margin && visit.to > from - margin);
    if (overlapping.some((visit) => visit.kind === "work" || visit.kind === "school")) return;
    this.visits = this.visits.filter((visit) => !overlapping.includes(visit));
    const later = this.visits.filter((visit) => visit.from >= to);
    this.visits = this.visits.filter((visit) => visit.from < to);
    const { free } = this;
    this.free = 0;
    this.stay("venue", place, start, end);
    this.free = max(free, this.free);
    this.visits.push(...later);
  }

  /** A night in a club belongs to two days; it is cut when the day is finished. */
  carry(night: Visit): void {
    const dayStart = this.day * secondsPerDay;
    if (night.from < dayStart) {
      this.visits.push(night);
      this.free = night.to - dayStart + 7 * hour;
      return;
    }
    const way = 15 * minute;
    this.visits = this.visits.filter((visit) => visit.from + 2 * way <= night.from).map((visit) => ({ ...visit, to: min(visit.to, night.from - way) }));
    this.visits.push(night);
  }

  private append(visit: Visit): void {
    const shift = max(0, this.free - visit.from);
    const from = round(visit.from + shift);
    // work and school end when they end; the rest is as long as it is
    const to = round(visit.kind === "work" || visit.kind === "school" ? visit.to : visit.to + shift);
    if (to - from < 10 * minute || to > 23.6 * hour) return;
    const dayStart = this.day * secondsPerDay;
    this.visits.push({ ...visit, from: dayStart + from, to: dayStart + to });
    this.free = to + 5 * minute;
  }
}

function positionOf(world: World, place: number): Visit["position"] {
  const { latitude, longitude } = element(world.places.list, place);
  return { latitude, longitude };
}
