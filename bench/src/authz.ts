/** What the walls cost: one further field of a decided row, a long list under the guard, and a page of identities behind all of them; each beside the same without. */
import { benchFieldDecision, benchGuardedList } from "./guard.js";
import type { Figure } from "./figures.js";
import { benchWalls } from "./walls.js";

export async function benchAuthz(): Promise<readonly Figure[]> {
  return [benchFieldDecision(), ...(await benchGuardedList()), ...(await benchWalls())];
}
