/**
 * Which stays of one person on one day tell of the same visit. Not the stop that is made of them: see path.ts.
 *
 * 1. Stays at known places: the same place, and hours that meet (`meet`).
 * 2. A stay known by position only joins a known place within reach if its hours fit into what that place's evidence allows. A phone that lay 8 hours near a restaurant is
 *    no 8-hour meal because a slip shows a lunch there. If two places qualify it joins neither: the position cannot tell them apart.
 * 3. What is left joins by position and hours that meet.
 * 4. Stays known to the day only are grouped the same way without hours, then join the one visit with hours at their place on that day, if there is exactly one.
 * Nothing depends on the order of the input.
 */
import { millisecondsPerMinute } from "./calendar.js";
import { distanceMetres } from "./cell.js";
import { groupBy } from "./group-by.js";
import type { Stay } from "./stay.js";

export type VisitOptions = {
  /** Positions no farther apart may be one place; widened to the accuracy of the stays when that is coarser. */
  readonly radiusMetres: number;
  /** Two instants of one source no farther apart are one visit; and how far a stay known by position may exceed the bounds of a place's evidence. */
  readonly slackMinutes: number;
};

/** The stays, all of one person and one day, in groups: one group per visit. */
export function groupVisits(stays: readonly Stay[], options: VisitOptions): readonly (readonly Stay[])[] {
  const ordered = stays.toSorted(canonically);
  const timed = visitsOf(
    ordered.filter((stay) => stay.precision === "minute"),
    options,
    (a, b) => meet(a, b, options),
    (stay, atPlace) => fitsInto(stay, atPlace, options),
  );
  const dated = visitsOf(
    ordered.filter((stay) => stay.precision === "day"),
    options,
    () => true,
    () => true,
  );
  const guests = groupBy(dated, (visit) => onlyOne(timed.filter((host) => oneVisit(host, visit, options))));
  const joined = timed.flatMap((host) => {
    const all = [host, ...(guests.get(host) ?? [])];
    // a host known by position only cannot be two places that were told of that day
    return all.every((visit) => all.every((other) => sameOrUnnamed(placeOf(visit), placeOf(other)))) ? [all.flat()] : all;
  });
  return [...joined, ...(guests.get(undefined) ?? [])];
}

function visitsOf(stays: readonly Stay[], options: VisitOptions, sameTime: (a: Stay, b: Stay) => boolean, fits: (stay: Stay, atPlace: Stay) => boolean): readonly (readonly Stay[])[] {
  const visits = connected(
    stays.filter((stay) => stay.placeId !== undefined),
    (a, b) => a.placeId === b.placeId && sameTime(a, b),
  );
  const joined = visits.map((visit) => [...visit]);
  const left: Stay[] = [];
  for (const stay of stays.filter((candidate) => candidate.placeId === undefined)) {
    const host = onlyOne(joined.filter((_, index) => (visits[index] ?? []).some((atPlace) => samePlace(stay, atPlace, options) && fits(stay, atPlace))));
    if (host === undefined) left.push(stay);
    else host.push(stay);
  }
  return [...joined, ...connected(left, (a, b) => samePlace(a, b, options) && sameTime(a, b))];
}

/** Connected components of a symmetric relation. */
function connected(stays: readonly Stay[], related: (a: Stay, b: Stay) => boolean): readonly (readonly Stay[])[] {
  let groups: (readonly Stay[])[] = [];
  for (const stay of stays) {
    const touching = groups.filter((group) => group.some((member) => related(member, stay)));
    groups = [...groups.filter((group) => !touching.includes(group)), [...touching.flat(), stay]];
  }
  return groups;
}

function samePlace(a: Stay, b: Stay, { radiusMetres }: VisitOptions): boolean {
  if (a.placeId !== undefined && b.placeId !== undefined) return a.placeId === b.placeId;
  return distanceMetres(a.position, b.position) <= Math.max(radiusMetres, a.accuracyMetres, b.accuracyMetres);
}

/** Named visits by their place alone; others by any position they have. */
function oneVisit(timed: readonly Stay[], dated: readonly Stay[], options: VisitOptions): boolean {
  const [here, there] = [placeOf(timed), placeOf(dated)];
  if (here !== undefined && there !== undefined) return here === there;
  return timed.some((stay) => dated.some((other) => samePlace(stay, other, options)));
}

/** The one known place of a visit, if any of its stays has it. */
function placeOf(visit: readonly Stay[]): string | undefined {
  return visit.find((stay) => stay.placeId !== undefined)?.placeId;
}

function sameOrUnnamed(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** Hours overlap; or, between two sources, those of one lie within the bounds of the other; or two instants of one source are close. */
function meet(a: Stay, b: Stay, { slackMinutes }: VisitOptions): boolean {
  const [mine, yours] = [hoursOf(a), hoursOf(b)];
  if (mine.from <= yours.to && yours.from <= mine.to) return true;
  if (a.source !== b.source) return (mine.from >= b.earliest && mine.to <= b.latest) || (yours.from >= a.earliest && yours.to <= a.latest);
  return mine.from === mine.to && yours.from === yours.to && Math.abs(mine.from - yours.from) <= slackMinutes * millisecondsPerMinute;
}

function fitsInto(stay: Stay, atPlace: Stay, { slackMinutes }: VisitOptions): boolean {
  const slack = slackMinutes * millisecondsPerMinute;
  const { from, to } = hoursOf(stay);
  return from >= atPlace.earliest - slack && to <= atPlace.latest + slack;
}

function hoursOf(stay: Stay): { readonly from: number; readonly to: number } {
  return { from: stay.arrival ?? stay.earliest, to: stay.departure ?? stay.latest };
}

function onlyOne<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}

/** A total order that the content alone decides. */
function canonically(a: Stay, b: Stay): number {
  const [x, y] = [keyOf(a), keyOf(b)];
  return a.earliest - b.earliest || a.latest - b.latest || (x < y ? -1 : x > y ? 1 : 0);
}

function keyOf(stay: Stay): string {
  return [stay.source, stay.arrival, stay.departure, stay.placeId, stay.position.latitude, stay.position.longitude, stay.accuracyMetres, stay.confidence, stay.sourceRecord].join(" ");
}
