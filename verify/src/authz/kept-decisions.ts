/** What was decided of a row is kept for its other fields: asked one after the other, in any order, fields and rows must be decided as if each were the only one. */
import { type Ability, type Coordinate, type Decide, type DecidedRow, type Permissions, type Principal, type Purpose, rowOf, type Table } from "@epigraph/authz";
import { seeded } from "../seeded.js";
import { permissionsFrom } from "./facts.js";
import { generateQuestion } from "./questions.js";

/** The product's own, or a copy with a fault in it. */
export type Engine = { readonly makeAbility: (principal: Principal, purpose: Purpose, table: Table) => Ability; readonly decider: (ability: Ability, permissions: Permissions) => Decide };

const now = Date.UTC(2020, 4, 10);

/** How many of the decisions differ from those made afresh. `stopAt`: after how many to stop; all are counted if not given. */
export function keptDecisionsThatDiffer({ makeAbility, decider }: Engine, table: Table, options: { readonly seed: number; readonly rounds: number; readonly stopAt?: number }): number {
  const random = seeded(options.seed);
  let different = 0;
  for (let round = 0; round < options.rounds && different < (options.stopAt ?? Infinity); round++) {
    const { asker, facts, coordinate } = generateQuestion(random, table.rules, now);
    const own = table.rules.filter((row) => row.duty === asker.principal.duty && row.onlyWhen.length > 0);
    const coordinates: readonly Coordinate[] = [coordinate, ...(own.length === 0 ? [] : Array.from({ length: 4 }, () => random.pick(random.pick(own).coordinates)))];
    const permissions = permissionsFrom(facts, asker.principal, asker.purpose);
    const fresh = (): Decide => decider(makeAbility(asker.principal, asker.purpose, table), permissions);
    const kept = fresh();
    const rows = new Map<string, DecidedRow>();
    for (let asked = 0; asked < 20; asked++) {
      const field = random.pick(coordinates);
      // three rows of each type
      const name = `${random.integer(3)} ${field.split(".")[0] ?? ""}`;
      const row = rows.get(name) ?? rowOf(generateQuestion(random, table.rules, now).resource);
      rows.set(name, row);
      if (kept(field)(row).outcome !== fresh()(field)(rowOf(row.resource)).outcome) different++;
    }
  }
  return different;
}
