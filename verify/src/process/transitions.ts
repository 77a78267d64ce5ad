/** Every step of an information request in every state by every duty, against a table written by hand. The table: see the movements subgraph. */
import type { Figure } from "@epigraph/bench/figures";
import { openOffice, tryTransitions } from "@epigraph/movements/testing";

/** In full, for `npm run verify:process`. The planted fault: a step that the database takes in a state in which nobody may take it. */
export async function verifyTransitions(tell: (line: string) => void): Promise<readonly Figure[]> {
  const office = await openOffice();
  try {
    const { allowed, refused, wrong, recorded } = await tryTransitions(office, { whole: true });
    tell(`${allowed} allowed and ${refused} refused cells of the table, ${recorded} refusals on record`);
    for (const one of wrong) tell(`wrong: ${one}`);
    await office.admin.query("insert into movements.request_transition (step, from_state, duty, to_state) values ('deny', 'provided', 'approver', 'denied')");
    const planted = (await tryTransitions(office, { whole: false })).wrong;
    return [
      { name: "transitions_tried", value: allowed + refused, unit: "count", n: allowed + refused, aim: ">= 300" },
      { name: "transitions_wrong", value: wrong.length, unit: "count", n: allowed + refused, aim: "= 0", planted: { planted: 1, found: planted.length } },
      { name: "refusals_without_record", value: Math.max(0, refused - recorded), unit: "count", n: refused, aim: "= 0" },
    ];
  } finally {
    await office.close();
  }
}
