/** The city's residents, about 9.7 million: each household is worked out from its number when it is asked for, so nothing is stored. Not their days: see schedule.ts. */
import type { Position } from "@epigraph/epi";
import { around, chance, integer, uniform } from "./draws.js";
import { element } from "./element.js";
import { districts, radiusMetres } from "./seoul.js";
import { purpose, shuffleKey, stream, type Stream } from "./streams.js";

export type Member = { readonly age: number; readonly sex: "female" | "male" };
export type Household = { readonly number: number; readonly district: number; readonly home: Position; readonly surname: number; readonly members: readonly Member[] };

/** A resident's number is household x 8 + member: unique in the city. */
export type Resident = { readonly household: number; readonly member: number };
export const householdLimit = 8;

export type Population = {
  readonly household: (number: number) => Household;
  /** Anyone of that age; `district` -1 is the whole city. Undefined when 300 tries find nobody. */
  readonly anyone: (random: Stream, district: number, fromAge: number, toAge: number) => Resident | undefined;
};

const meanSize = 2.28;
/** Of households of 1, 2, ... 6. */
const sizes = [0.34, 0.27, 0.2, 0.15, 0.03, 0.01];
export const surnameCount = 40;

/** First household of each district, and one past the last. */
const firstHousehold: readonly number[] = districts.reduce<number[]>((starts, each) => [...starts, element(starts, starts.length - 1) + Math.round(each.population / meanSize)], [0]);
const householdCount = element(firstHousehold, districts.length);

export function populationOf(seed: number): Population {
  const household = (number: number): Household => {
    const random = stream(seed, purpose.household, number);
    const district = districtOfHousehold(number);
    const of = element(districts, district);
    const radius = radiusMetres(of);
    // squared: a few surnames are much more frequent than the rest
    const surname = Math.floor(surnameCount * (shuffleKey(seed, purpose.home, number) / 4294967296) ** 2);
    return { number, district, surname, members: membersOf(random), home: around(stream(seed, purpose.home, number), of.centre, 0.45 * radius, 0.9 * radius) };
  };
  const anyone = (random: Stream, district: number, fromAge: number, toAge: number): Resident | undefined => {
    const first = district < 0 ? 0 : element(firstHousehold, district);
    const count = (district < 0 ? householdCount : element(firstHousehold, district + 1)) - first;
    for (let attempt = 0; attempt < 300; attempt++) {
      const number = first + integer(random, count);
      // drawn among the places of the largest household, so that every resident is equally likely
      const member = integer(random, sizes.length);
      const found = membersOf(stream(seed, purpose.household, number))[member];
      if (found !== undefined && found.age >= fromAge && found.age <= toAge) return { household: number, member };
    }
    return undefined;
  };
  return { household, anyone };
}

function districtOfHousehold(number: number): number {
  let district = 0;
  while (number >= element(firstHousehold, district + 1)) district++;
  return district;
}

/** One or two adults, their children, sometimes a grandparent. */
function membersOf(random: Stream): readonly Member[] {
  let left = uniform(random);
  let size = 0;
  while (size < sizes.length - 1 && left >= element(sizes, size)) left -= element(sizes, size++);
  size++;
  const sex = chance(random, 0.5) ? "female" : "male";
  if (size === 1) return [{ age: ageOfSingle(random), sex }];
  const couple = size > 2 || chance(random, 0.75);
  const head = size === 2 && couple ? 27 + integer(random, 58) : 32 + integer(random, 30);
  const members: Member[] = [{ age: head, sex }];
  if (couple) members.push({ age: Math.max(22, head - 4 + integer(random, 9)), sex: sex === "female" ? "male" : "female" });
  while (members.length < size) {
    const grandparent = members.length >= 3 && chance(random, 0.2);
    members.push({ age: grandparent ? Math.min(95, head + 24 + integer(random, 12)) : Math.max(0, head - 26 - integer(random, 12)), sex: chance(random, 0.5) ? "female" : "male" });
  }
  return members;
}

function ageOfSingle(random: Stream): number {
  return chance(random, 0.5) ? 20 + integer(random, 20) : 40 + integer(random, 48);
}
