/** The epidemic day by day: imports, outbreaks in cluster venues, ordinary contacts steered along two waves, until exactly the asked number is infected. Writes only the infection tree. */
import { hour, secondsPerDay } from "./calendar.js";
import { openClusters, type ClusterOutbreaks } from "./cluster-outbreaks.js";
import { planClusters, type ClusterPlan } from "./clusters.js";
import { between, poisson, weighted } from "./draws.js";
import { dwellerOf, type Dweller } from "./habits.js";
import { element } from "./element.js";
import { exposureAt, exposureWeights } from "./exposure.js";
import { byHabit, infectionTree, none, type Infect, type Infection, type InfectionTree } from "./infection-tree.js";
import { infectiousnessAt } from "./infectious-day.js";
import { courseOf, latestInfectiousness } from "./natural-history.js";
import { householdLimit } from "./population.js";
import { daySchedule } from "./schedule.js";
import { purpose, stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

export type Epidemic = {
  readonly tree: InfectionTree;
  readonly clusters: readonly ClusterPlan[];
  /** The person behind an infection, as the schedule needs it. */
  readonly dweller: (index: number) => Dweller;
};

export function simulateEpidemic(world: World): Epidemic {
  const { parameters } = world;
  const { seed, cases, importShare, reproduction } = parameters;
  const tree = infectionTree(cases);
  const events = new Map<number, readonly Visit[]>();
  const dweller = (index: number): Dweller => dwellerAt(world, tree, events, index);
  const infect: Infect = (facts) => {
    if (tree.size() >= cases) return false;
    const age = element(world.population.household(facts.household).members, facts.member).age;
    const random = stream(seed, purpose.course, facts.household * householdLimit + facts.member);
    tree.add({ ...facts, ...courseOf(random, parameters, facts.infectedAt, age, facts.infector === none ? undefined : tree.confirmationDay(facts.infector)) });
    return true;
  };
  const plans = planClusters(parameters, world.places);
  const outbreaks: ClusterOutbreaks = openClusters(world, tree, plans, events, dweller, infect);

  let firstActive = 0;
  for (let day = 0; tree.size() < cases; day++) {
    const due = cases * waves((day + 1) / parameters.epidemicDays);
    const newlyDue = due - cases * waves(day / parameters.epidemicDays);
    while (firstActive < tree.size() && day > tree.confirmationDay(firstActive) && day > tree.onsetDay(firstActive) + latestInfectiousness) firstActive++;
    const knownBefore = tree.size();
    const imported = importCases(world, tree, infect, day, importShare === 1 ? due - tree.size() : day < parameters.epidemicDays ? newlyDue * importShare : 0.1 * (due - tree.size()));
    if (importShare < 1) outbreaks.onDay(day);
    const active: number[] = [];
    const forces: number[] = [];
    let force = 0;
    for (let index = firstActive; index < knownBefore; index++) {
      const each = importShare < 1 ? infectiousnessAt(tree, index, day) : 0;
      if (each === 0) continue;
      active.push(index);
      forces.push(each);
      force += each;
    }
    if (force === 0) {
      // without a single infectious person only another import can carry on
      if (imported === 0 && due - tree.size() >= 1) importOne(world, tree, infect, day, 999);
      continue;
    }
    const steered = Math.min(reproduction, Math.max(0, due - tree.size()) / force);
    for (let position = 0; position < active.length && tree.size() < cases; position++) spread(world, tree, dweller, infect, element(active, position), day, steered * element(forces, position));
  }
  return { tree, clusters: plans, dweller };
}

/** Cumulative share of the epidemic at `time` (1 = epidemicDays): two waves, the second a little bigger. */
function waves(time: number): number {
  const level = (at: number): number => 0.45 / (1 + Math.exp(-(at - 0.3) / 0.065)) + 0.55 / (1 + Math.exp(-(at - 0.74) / 0.065));
  return time >= 1 ? 1 : (level(time) - level(0)) / (level(1) - level(0));
}

/** Infections from outside, as many as are expected on that day, and a few seeds in the first week. Returns how many. */
function importCases(world: World, tree: InfectionTree, infect: Infect, day: number, expected: number): number {
  const { seed, cases, importShare } = world.parameters;
  const random = stream(seed, purpose.imports, day);
  const seeds = day < 7 ? poisson(random, Math.max(0.5, Math.sqrt(cases) / 28)) : 0;
  const count = importShare === 1 ? Math.floor(expected) : seeds + poisson(random, expected);
  for (let number = 0; number < count; number++) importOne(world, tree, infect, day, number);
  return count;
}

function importOne(world: World, tree: InfectionTree, infect: Infect, day: number, number: number): void {
  const random = stream(world.parameters.seed, purpose.imports, day, number + 1);
  for (;;) {
    const resident = world.population.anyone(random, world.mobility.anywhere(random), 5, 85);
    if (resident === undefined || tree.ofResident(resident.household, resident.member) !== undefined) continue;
    const infectedAt = day * secondsPerDay + Math.floor(between(random, 0, 24) * hour);
    infect({ ...resident, infector: none, setting: "outside", place: none, infectedAt, stayFrom: infectedAt, stayTo: infectedAt, base: byHabit, membership: byHabit, cluster: none });
    return;
  }
}

/** One infector's ordinary transmissions of one day, each during one of that day's visits. */
function spread(world: World, tree: InfectionTree, dweller: (index: number) => Dweller, infect: Infect, infector: number, day: number, expected: number): void {
  const random = stream(world.parameters.seed, purpose.spread, infector, day);
  const count = poisson(random, expected);
  if (count === 0) return;
  const person = dweller(infector);
  const visits = daySchedule(world, person, day);
  for (let number = 0; number < count; number++) {
    const chosen = weighted(random, exposureWeights(world, tree, person, visits));
    if (chosen < 0) return;
    const exposure = exposureAt(random, world, tree, person, element(visits, chosen));
    if (exposure !== undefined && !infect({ ...exposure, infector, cluster: none })) return;
  }
}

function dwellerAt(world: World, tree: InfectionTree, events: ReadonlyMap<number, readonly Visit[]>, index: number): Dweller {
  const infection = tree.at(index);
  const fixed: Visit[] = [...(events.get(index) ?? [])];
  if (infection.setting !== "outside") fixed.unshift(visitOfInfection(world, infection));
  return dwellerOf(world, infection, fixed);
}

/** Where the infectee certainly was. */
function visitOfInfection(world: World, infection: Infection): Visit {
  const { place, stayFrom: from, stayTo: to, setting } = infection;
  if (place === none) return { kind: "home", place, position: world.population.household(infection.household).home, from, to };
  const { latitude, longitude } = element(world.places.list, place);
  const kind = infection.base !== place ? "venue" : setting === "school" ? "school" : "work";
  return { kind, place, position: { latitude, longitude }, from, to };
}
