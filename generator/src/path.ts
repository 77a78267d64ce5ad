/** The true path of a case: every visit of the whole days before confirmation. The truth; what is seen of it: see observed-case.ts. */
import type { Epidemic } from "./epidemic.js";
import { daySchedule } from "./schedule.js";
import type { Visit } from "./visit.js";
import type { World } from "./world.js";

/** First day of the path and the day after its last: `days` whole days that end with the day before confirmation. */
export function windowOf(world: World, epidemic: Epidemic, index: number): { readonly fromDay: number; readonly toDay: number } {
  const toDay = epidemic.tree.confirmationDay(index);
  return { fromDay: toDay - world.parameters.days, toDay };
}

/** In order, cut at midnight, never overlapping. */
export function pathOf(world: World, epidemic: Epidemic, index: number): readonly Visit[] {
  const { fromDay, toDay } = windowOf(world, epidemic, index);
  const dweller = epidemic.dweller(index);
  const visits: Visit[] = [];
  for (let day = fromDay; day < toDay; day++) visits.push(...daySchedule(world, dweller, day));
  return visits;
}
