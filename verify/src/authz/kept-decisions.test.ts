/** Decisions kept for a row do not leak to its other fields, to other rows or to other types. */
import { decider, makeAbility } from "@epigraph/authz";
import { table } from "./fields.js";
import { keptDecisionsThatDiffer } from "./kept-decisions.js";
import { sourceMutants } from "./source-mutants.js";
import { workshop } from "./workshop.js";

const seed = 20_200_510;
const keeping = sourceMutants.filter(({ id }) => id.includes("decide.ts: kept: "));

describe("fields and rows asked for one after the other", () => {
  it("are decided as if each were the only one", () => {
    expect(keptDecisionsThatDiffer({ decider, makeAbility }, table, { seed, rounds: 30 })).toBe(0);
  });

  it("and a decision that confuses them is found out", async () => {
    const shop = workshop();
    for (const mutant of keeping) {
      const copy = await shop.copy(mutant);
      expect({ id: mutant.id, found: keptDecisionsThatDiffer(copy, copy.table, { seed, rounds: 400, stopAt: 1 }) > 0 }).toEqual({ id: mutant.id, found: true });
    }
    shop.close();
    expect(keeping.length).toBeGreaterThan(2);
  });
});
