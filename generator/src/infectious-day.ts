/** How infectious someone of the tree is on one day, isolation included. Not to whom. */
import { secondsPerDay } from "./calendar.js";
import type { InfectionTree } from "./infection-tree.js";
import { asymptomaticInfectiousness, infectiousnessOn } from "./natural-history.js";

/** Expected transmissions of that day at a reproduction number of 1; 0 before the day after infection, from confirmation on, and outside the infectious time. */
export function infectiousnessAt(tree: InfectionTree, index: number, day: number): number {
  if (day >= tree.confirmationDay(index) || day * secondsPerDay <= tree.infectedAt(index)) return 0;
  const share = infectiousnessOn(day - tree.onsetDay(index));
  return share * tree.infectiousness(index) * (tree.symptoms(index) === "some" ? 1 : asymptomaticInfectiousness);
}
