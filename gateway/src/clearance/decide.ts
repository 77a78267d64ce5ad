/** Whether facts satisfy what a coordinate asks, and if not, whether another purpose would. Not row by row: that is the subgraphs' guard. */
import type { Coordinate, Refusal } from "@epigraph/authz";
import type { Claims, Facts } from "./claims.js";
import type { Requirement, Requirements } from "./requirements.js";

export type RefusalOf = (coordinate: Coordinate) => Refusal | undefined;

/** Each coordinate is decided once. One that the supergraph does not have is refused. */
export function refusals(requirements: Requirements, claims: Claims): RefusalOf {
  const decided = new Map<Coordinate, Refusal | undefined>();
  let others: readonly Facts[] | undefined;
  return (coordinate) => {
    if (decided.has(coordinate)) return decided.get(coordinate);
    const refusal = decide(requirements.get(coordinate));
    if (requirements.has(coordinate)) decided.set(coordinate, refusal); // so that what is kept is bounded by the supergraph
    return refusal;
  };

  function decide(requirement: Requirement | undefined): Refusal | undefined {
    if (requirement === undefined) return "CLEARANCE_REQUIRED";
    if (satisfied(requirement, claims.facts)) return undefined;
    others ??= claims.withOtherPurpose();
    return others.some((facts) => satisfied(requirement, facts)) ? "PURPOSE_REQUIRED" : "CLEARANCE_REQUIRED";
  }
}

const satisfied = (requirement: Requirement, facts: Facts): boolean => requirement.every((anyOf) => anyOf.some((all) => all.every((fact) => facts.has(fact))));
