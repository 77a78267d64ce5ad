/** What a resident's days look like in general: role, workplace or school, church or gym, clubs. Not a single day: see schedule.ts. */
import type { Position } from "@epigraph/epi";
import { between, chance, uniform } from "./draws.js";
import { element } from "./element.js";
import { byHabit, none, type Infection, type Role } from "./infection-tree.js";
import type { Category } from "./place-categories.js";
import { choosePlace } from "./places.js";
import { householdLimit, type Member } from "./population.js";
import { purpose, stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** Everything that a person's days follow from. */
export type Dweller = {
  /** The resident's number: household x 8 + member. */
  readonly key: number;
  readonly district: number;
  readonly home: Position;
  readonly person: Member;
  readonly role: Role;
  /** Workplace or school, `none` for those who stay at home. */
  readonly base: number;
  readonly membership: number;
  readonly clubs: "goes" | "never";
  /** Second of the day at which work begins. */
  readonly startsAt: number;
  /** Visits that are certain: where the person was infected, and where a cluster began. Seconds of the simulation. */
  readonly fixed: readonly Visit[];
  /** From this day symptoms keep the person in more; Infinity without symptoms. */
  readonly symptomsFrom: number;
  readonly samplingDay: number;
  /** Where the sample is taken. */
  readonly clinic: number;
};

export type DwellerFacts = Pick<Infection, "household" | "member" | "base" | "membership" | "symptoms" | "onsetDay" | "samplingDay">;

export function dwellerOf(world: World, facts: DwellerFacts, fixed: readonly Visit[]): Dweller {
  const { places, mobility, parameters } = world;
  const household = world.population.household(facts.household);
  const person = element(household.members, facts.member);
  const key = facts.household * householdLimit + facts.member;
  const random = stream(parameters.seed, purpose.habits, key);
  const { district, home } = household;
  // every habit is drawn, also where the infection decided otherwise, so that the rest of the stream stays the same
  const habitRole = roleAt(person.age, uniform(random));
  const inHospital = chance(random, 0.04);
  const workDistrict = mobility.workFrom(random, district);
  const habitBase = habitRole === "worker" ? choosePlace(random, places, inHospital ? "hospital" : "office", workDistrict) : habitRole === "student" ? choosePlace(random, places, "school", district) : none;
  const joins = uniform(random);
  const habitMembership = joins < 0.3 ? choosePlace(random, places, joins < 0.18 ? "church" : "gym", district) : none;
  const clubs = chance(random, 0.3) && person.age >= 19 && person.age <= 34 ? "goes" : "never";
  const startsAt = Math.round(between(random, 8.25, 9.75) * 3600);
  const clinic = choosePlace(random, places, "screening-clinic", district);
  const base = facts.base === byHabit ? habitBase : facts.base;
  return {
    key,
    district,
    home,
    person,
    role: facts.base === byHabit ? habitRole : roleIn(element(places.list, facts.base).category),
    base,
    membership: facts.membership === byHabit ? habitMembership : facts.membership,
    clubs,
    startsAt,
    fixed,
    symptomsFrom: facts.symptoms === "some" ? facts.onsetDay : Infinity,
    samplingDay: facts.samplingDay,
    clinic,
  };
}

/** Ages at which people can belong to a place of this kind as its workers, pupils, members or guests. */
export function agesOf(category: Category): readonly [from: number, to: number] {
  if (category === "school") return [7, 18];
  if (category === "office" || category === "call-centre" || category === "hospital") return [22, 64];
  if (category === "club") return [19, 34];
  if (category === "karaoke" || category === "pc-room") return [16, 45];
  if (category === "sales-hall") return [55, 84];
  return category === "gym" ? [18, 70] : [8, 85];
}

function roleIn(category: Category): Role {
  return category === "school" ? "student" : "worker";
}

function roleAt(age: number, luck: number): Role {
  if (age < 7) return "home";
  if (age < 19) return "student";
  if (age < 25) return luck < 0.35 ? "student" : luck < 0.8 ? "worker" : "home";
  if (age < 65) return luck < 0.78 ? "worker" : "home";
  return luck < 0.12 ? "worker" : "home";
}

