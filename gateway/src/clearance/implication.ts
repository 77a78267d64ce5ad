/** Whether one OR of ANDs asks for more than others do together. Knows no supergraph and nobody's facts. */
import type { AnyOf } from "@epigraph/authz";

/** Beyond so many combinations the answer is "more", which asks for too much rather than too little. */
const combinationsTried = 4_096;

/** True unless whoever satisfies all of `others` satisfies `anyOf` too. */
export function saysMoreThan(anyOf: AnyOf, others: readonly AnyOf[]): boolean {
  let combinations: readonly ReadonlySet<string>[] = [new Set()];
  for (const other of distinct(others)) {
    if (combinations.length * other.length > combinationsTried) return true;
    combinations = combinations.flatMap((one) => other.map((all) => new Set([...one, ...all])));
  }
  return !combinations.every((facts) => anyOf.some((all) => all.every((fact) => facts.has(fact))));
}

const distinct = (others: readonly AnyOf[]): AnyOf[] => [...new Map(others.map((other) => [JSON.stringify(other), other])).values()];
