/** What happens in the cluster venues: someone who is about to become infectious goes there, infects many at once, some of those go on there, until the venue is closed. */
import { hour, secondsPerDay } from "./calendar.js";
import type { ClusterPlan } from "./clusters.js";
import { between, integer, poisson } from "./draws.js";
import { element } from "./element.js";
import { exposureAt } from "./exposure.js";
import { agesOf, type Dweller } from "./habits.js";
import { byHabit, type Infect, type InfectionTree } from "./infection-tree.js";
import { infectiousnessAt } from "./infectious-day.js";
import { earliestInfectiousness } from "./natural-history.js";
import { daySchedule } from "./schedule.js";
import { purpose, stream, type Stream } from "./streams.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

export type ClusterOutbreaks = { readonly onDay: (day: number) => void };
/** `members`: infections that belong to the venue. */
type Outbreak = { readonly plan: ClusterPlan; readonly number: number; readonly eventDay: number; readonly index: number; readonly closedFrom: number; readonly members: number[]; left: number };

/** `events` receives the visits that start an outbreak. */
export function openClusters(world: World, tree: InfectionTree, plans: readonly ClusterPlan[], events: Map<number, readonly Visit[]>, dweller: (index: number) => Dweller, infect: Infect): ClusterOutbreaks {
  const waiting = plans.map((plan, number) => ({ plan, number }));
  let running: Outbreak[] = [];
  const onDay = (day: number): void => {
    while (waiting[0] !== undefined && tree.size() >= waiting[0].plan.threshold) {
      const { plan, number } = waiting[0];
      const started = begin(world, tree, plan, number, day, events);
      if (started === undefined) break;
      running.push(started);
      waiting.shift();
    }
    for (const outbreak of running) {
      if (day === outbreak.eventDay) superspread(world, tree, outbreak, day, dweller, infect, outbreak.index, outbreak.left * 0.35, outbreak.left * 0.7);
      if (day > outbreak.eventDay)
        // it grows under the loop: whoever was infected today infects nobody today
        for (const member of outbreak.members)
          if (infectiousnessAt(tree, member, day) > 0) superspread(world, tree, outbreak, day, dweller, infect, member, 0, Math.min(4, outbreak.left * 0.2));
    }
    running = running.filter((outbreak) => day < outbreak.closedFrom && outbreak.left > 0);
  };
  return { onDay };
}

/** Finds someone infected whose days nobody has used yet, and makes them belong to the venue; undefined on days without anyone suitable. */
function begin(world: World, tree: InfectionTree, plan: ClusterPlan, number: number, day: number, events: Map<number, readonly Visit[]>): Outbreak | undefined {
  const random = stream(world.parameters.seed, purpose.cluster, number, day);
  const [fromAge, toAge] = agesOf(plan.category);
  for (let index = tree.size() - 1; index >= Math.max(0, tree.size() - 4000); index--) {
    const one = tree.at(index);
    const infectionDay = Math.floor(one.infectedAt / secondsPerDay);
    const infectiousFrom = Math.max(infectionDay + 1, one.onsetDay + earliestInfectiousness);
    const { age } = element(world.population.household(one.household).members, one.member);
    if (infectiousFrom < day || one.base !== byHabit || one.membership !== byHabit || one.symptoms === "none" || age < fromAge || age > toAge || events.has(index)) continue;
    const eventDay = dayOfEvent(world, plan, Math.max(infectiousFrom, day, one.onsetDay - 2), Math.min(one.onsetDay + 1, one.samplingDay - 1));
    if (eventDay === undefined) continue;
    const work = isWork(plan);
    const home = element(plan.places, integer(random, plan.places.length));
    tree.assign(index, work ? home : byHabit, work ? byHabit : home);
    events.set(index, eventVisits(random, world, plan, eventDay, home));
    const closedFrom = eventDay + 8 + integer(random, 6);
    for (const place of plan.places) world.closedFrom.set(place, closedFrom);
    return { plan, number, eventDay, index, closedFrom, members: [index], left: plan.quota };
  }
  return undefined;
}

function isWork(plan: ClusterPlan): boolean {
  return plan.category === "office" || plan.category === "call-centre" || plan.category === "hospital";
}

/** Sunday for a church, Friday or Saturday for a club, Friday for a karaoke room, a weekday for the rest. */
function dayOfEvent(world: World, plan: ClusterPlan, from: number, to: number): number | undefined {
  const weekdays = plan.category === "church" ? [0] : plan.category === "club" ? [5, 6] : plan.category === "karaoke" ? [5] : plan.category === "gym" ? [2, 4, 6] : [1, 2, 3, 4, 5];
  for (let day = from; day <= to; day++) if (weekdays.includes(world.calendar.weekdayOf(day))) return day;
  return undefined;
}

/** One long visit; on a night out three clubs in turn. */
function eventVisits(random: Stream, world: World, plan: ClusterPlan, day: number, first: number): readonly Visit[] {
  const visit = (place: number, from: number, to: number): Visit => {
    const { latitude, longitude } = element(world.places.list, place);
    return { kind: isWork(plan) ? "work" : "venue", place, position: { latitude, longitude }, from: day * secondsPerDay + Math.round(from * hour), to: day * secondsPerDay + Math.round(to * hour) };
  };
  if (plan.category === "club") {
    const start = plan.places.indexOf(first);
    const hours = [20.5, 22, 23.6, 26];
    return hours.slice(0, 3).map((from, turn) => visit(element(plan.places, (start + turn) % plan.places.length), from, element(hours, turn + 1) - 0.4));
  }
  const [from, to] = plan.category === "church" ? [10.5, 13] : plan.category === "gym" || plan.category === "karaoke" ? [19, 21.3] : plan.category === "sales-hall" ? [13.5, 16.5] : [9.2, 17.5];
  return [visit(first, from + between(random, 0, 0.3), to + between(random, 0, 0.3))];
}

/** Infections by one person in the venue on one day, between `fewest` and `most` (or as the dice fall, when `fewest` is 0). */
function superspread(world: World, tree: InfectionTree, outbreak: Outbreak, day: number, dweller: (index: number) => Dweller, infect: Infect, infector: number, fewest: number, most: number): void {
  const random = stream(world.parameters.seed, purpose.cluster, outbreak.number, infector * 4096 + day);
  const person = dweller(infector);
  const here = daySchedule(world, person, day).filter((visit) => outbreak.plan.places.includes(visit.place) && visit.to - visit.from >= hour / 2);
  if (here.length === 0) return;
  const wanted = fewest > 0 ? Math.max(1, Math.round(between(random, fewest, most))) : poisson(random, most);
  const count = Math.min(outbreak.left, wanted);
  for (let done = 0; done < count; done++) {
    const visit = element(here, done % here.length);
    const exposure = exposureAt(random, world, tree, person, visit);
    if (exposure === undefined) continue;
    const belongs = isWork(outbreak.plan) ? byHabit : visit.place;
    if (!infect({ ...exposure, membership: belongs, setting: "cluster-venue", infector, cluster: outbreak.number })) return;
    outbreak.members.push(tree.size() - 1);
    outbreak.left--;
  }
}

