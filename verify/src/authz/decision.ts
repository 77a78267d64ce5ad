/** The product's decision over a generated world's facts; a fault may be put into what it decides by. Not the questions: see tables.ts and attempts.ts. */
import { abilityFor, decider, makeAbility, rowOf, type Table } from "@epigraph/authz";
import type { Coverage } from "./coverage.js";
import { type Facts, permissionsFrom } from "./facts.js";
import type { Sees } from "./tables.js";
import { factsFor, type Operation, type World } from "./worlds.js";

/** `facts`, `table`: a fault in the one or the other. `seen`: counts the rules at work. */
type Within = { readonly facts?: ((facts: Facts) => Facts) | undefined; readonly table?: Table | undefined; readonly seen?: Coverage };

export function decision(world: World, operation: Operation, { facts = (given) => given, table, seen }: Within = {}): Sees {
  const { principal, purpose } = operation;
  const permissions = permissionsFrom(facts(factsFor(world, operation)), principal, purpose);
  const decide = decider(table === undefined ? abilityFor(principal, purpose) : makeAbility(principal, purpose, table), permissions);
  return (coordinate, resource) => {
    const decided = decide(coordinate)(rowOf(resource));
    seen?.count({ asker: operation, coordinate, resource, permissions, decision: decided });
    return decided.outcome === "allowed";
  };
}
