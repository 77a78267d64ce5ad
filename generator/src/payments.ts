/** The card slips that card companies would have of a case. Not visits: a slip can be cancelled, a family member's, or registered at a head office. */
import type { CardSlip } from "@epigraph/epi";
import { hour, minute, secondsPerDay } from "./calendar.js";
import { between, chance, integer, pick, uniform } from "./draws.js";
import { element } from "./element.js";
import type { Category } from "./place-categories.js";
import { choosePlace } from "./places.js";
import { purpose, stream, type Stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** Where one pays. */
export const paying: ReadonlySet<Category> = new Set(["restaurant", "cafe", "shop", "market", "gym", "club", "karaoke", "pc-room", "hospital"]);
type Slip = Omit<CardSlip, "sourceRecord" | "at"> & { readonly second: number };

/** `key`: the resident's number; `district`: where the family lives. In order of time. */
export function slipsOf(world: World, key: number, district: number, path: readonly Visit[], record: (number: number) => string): readonly CardSlip[] {
  const { places, calendar, parameters } = world;
  const { noise } = parameters;
  const random = stream(parameters.seed, purpose.card, key);
  const slips: Slip[] = [];
  for (const visit of path) {
    if (visit.kind !== "venue" || !paying.has(element(places.list, visit.place).category)) continue;
    const pays = chance(random, noise.cardUse);
    // before leaving, mostly; a quarter pays at the counter on arrival
    const second = uniform(random) < 0.75 ? visit.to - between(random, 0, 5) * minute : visit.from + between(random, 1, 6) * minute;
    const elsewhere = chance(random, noise.headOfficeAddress);
    const cancelled = chance(random, noise.slipCancelled);
    const sameTill = chance(random, 0.5);
    const other = otherPlace(random, world, district);
    const later = between(random, 1, 5) * minute;
    if (!pays) continue;
    const headOffice = element(places.headOfficeOf, visit.place);
    const address = elsewhere && headOffice >= 0 ? "head-office" : "store";
    const slip = { second: within(second, visit), placeId: placeId(world, address === "store" ? visit.place : headOffice), cancelled: false, holder: "own", address } as const;
    slips.push(slip);
    if (cancelled) slips.push(sameTill ? { ...slip, second: within(slip.second + later, visit), cancelled: true } : { ...slip, second: within(slip.second + later, visit), placeId: placeId(world, other), address: "store", cancelled: true });
  }
  slips.push(...familySlips(random, world, district, path));
  return slips.sort((one, other) => one.second - other.second).map(({ second, placeId: at, cancelled, holder, address }, index) => ({ sourceRecord: record(index), at: calendar.instantOf(second), placeId: at, cancelled, holder, address }));
}

/** A family member shops with the case's card. */
function familySlips(random: Stream, world: World, district: number, path: readonly Visit[]): readonly Slip[] {
  const { noise } = world.parameters;
  const slips: Slip[] = [];
  let lastDay = -Infinity;
  for (const visit of path) {
    const day = Math.floor(visit.from / secondsPerDay);
    if (day === lastDay) continue;
    lastDay = day;
    const used = chance(random, noise.familyCard);
    const unmarked = chance(random, noise.familyCardUnmarked);
    const place = otherPlace(random, world, district);
    const second = day * secondsPerDay + 10 * hour + integer(random, 11 * hour);
    if (used) slips.push({ second, placeId: placeId(world, place), cancelled: false, holder: unmarked ? "own" : "family", address: "store" });
  }
  return slips;
}

function otherPlace(random: Stream, world: World, district: number): number {
  const category = pick(random, ["shop", "market", "restaurant"] as const);
  return choosePlace(random, world.places, category, world.mobility.leisureFrom(random, district));
}

function placeId(world: World, place: number): string {
  return element(world.places.list, place).id;
}

/** A whole second of the visit. */
function within(second: number, visit: Visit): number {
  return Math.min(visit.to, Math.max(visit.from, Math.round(second)));
}
