/** Every true visit of every case by place, compact, to find who truly was together. The truth; the platform's co-presences come from evidence. */
import { secondsPerDay } from "./calendar.js";
import { element } from "./element.js";
import type { Epidemic } from "./epidemic.js";
import { pathOf } from "./path.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** `other` is an infection's index. Seconds of the simulation. */
export type Meeting = { readonly other: number; readonly from: number; readonly to: number };
/** `place` is an index of the city's places, -1 at home. */
export type CoPresenceIndex = { readonly meetings: (self: number, path: readonly Visit[]) => readonly (Meeting & { readonly place: number })[] };

const atOnce = 1 << 16;

/** One pass over all paths: about 12 bytes a visit to a place, 100 MB for 180,000 cases of 14 days. Homes are found through the household. */
export function indexCoPresences(world: World, epidemic: Epidemic): CoPresenceIndex {
  const { tree } = epidemic;
  const placeCount = world.places.list.length;
  const gathered = { place: new Growing(), person: new Growing(), from: new Growing(), to: new Growing() };
  const starts = new Int32Array(placeCount + 1);
  const household = new Map<number, number[]>();
  for (let index = 0; index < tree.size(); index++) {
    const own = tree.household(index);
    const known = household.get(own);
    if (known === undefined) household.set(own, [index]);
    else known.push(index);
    for (const visit of pathOf(world, epidemic, index)) {
      if (visit.place < 0) continue;
      gathered.place.push(visit.place);
      gathered.person.push(index);
      gathered.from.push(visit.from);
      gathered.to.push(visit.to);
      starts[visit.place + 1] = element(starts, visit.place + 1) + 1;
    }
  }
  for (let place = 0; place < placeCount; place++) starts[place + 1] = element(starts, place + 1) + element(starts, place);
  const rows = sortedByPlace(gathered, starts);

  const atPlace = (self: number, visit: Visit): readonly Meeting[] => {
    const found: Meeting[] = [];
    const end = element(starts, visit.place + 1);
    // no visit is longer than a day, so earlier arrivals cannot reach into this one
    for (let row = firstFrom(rows.from, element(starts, visit.place), end, visit.from - secondsPerDay); row < end && element(rows.from, row) < visit.to; row++) {
      const from = Math.max(visit.from, element(rows.from, row));
      const to = Math.min(visit.to, element(rows.to, row));
      if (to > from && element(rows.person, row) !== self) found.push({ other: element(rows.person, row), from, to });
    }
    return found;
  };
  return {
    meetings: (self, path) => {
      const others = (household.get(tree.household(self)) ?? []).filter((other) => other !== self).map((other) => ({ other, homes: pathOf(world, epidemic, other).filter(({ kind }) => kind === "home") }));
      return path.flatMap((visit) => (visit.kind === "home" ? others.flatMap(({ other, homes }) => atHome(other, homes, visit)) : visit.place >= 0 ? atPlace(self, visit) : []).map((meeting) => ({ ...meeting, place: visit.place })));
    },
  };
}

function atHome(other: number, homes: readonly Visit[], visit: Visit): readonly Meeting[] {
  return homes.filter((theirs) => theirs.from < visit.to && theirs.to > visit.from).map((theirs) => ({ other, from: Math.max(theirs.from, visit.from), to: Math.min(theirs.to, visit.to) }));
}

type Rows = { readonly person: Int32Array; readonly from: Int32Array; readonly to: Int32Array };

/** A counting sort by place, then by arrival within each place. */
function sortedByPlace(gathered: { readonly place: Growing; readonly person: Growing; readonly from: Growing; readonly to: Growing }, starts: Int32Array): Rows {
  const size = gathered.place.size();
  const order = new Int32Array(size);
  const next = starts.slice();
  for (let row = 0; row < size; row++) {
    const place = gathered.place.at(row);
    const slot = element(next, place);
    order[slot] = row;
    next[place] = slot + 1;
  }
  for (let place = 0; place + 1 < starts.length; place++) order.subarray(element(starts, place), element(starts, place + 1)).sort((one, other) => gathered.from.at(one) - gathered.from.at(other) || one - other);
  const column = (of: Growing): Int32Array => Int32Array.from(order, (row) => of.at(row));
  return { person: column(gathered.person), from: column(gathered.from), to: column(gathered.to) };
}

/** First row in [low, high) whose arrival is at or after `second`. */
function firstFrom(from: Int32Array, low: number, high: number, second: number): number {
  let [first, end] = [low, high];
  while (first < end) {
    const middle = (first + end) >> 1;
    if (element(from, middle) < second) first = middle + 1;
    else end = middle;
  }
  return first;
}

/** A list of 32-bit integers that grows without copying. */
class Growing {
  private readonly parts: Int32Array[] = [];
  private count = 0;

  push(value: number): void {
    const within = this.count % atOnce;
    if (within === 0) this.parts.push(new Int32Array(atOnce));
    const part = element(this.parts, this.parts.length - 1);
    part[within] = value;
    this.count++;
  }

  at(index: number): number {
    return element(element(this.parts, Math.floor(index / atOnce)), index % atOnce);
  }

  size(): number {
    return this.count;
  }
}
