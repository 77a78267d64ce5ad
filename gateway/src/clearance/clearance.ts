/** Wall 1: an operation against what its asker may ask at all, decided once for each operation and set of facts. Rows are the subgraphs' guard's. */
import type { GraphQLSchema } from "graphql";
import { boundedCache } from "./bounded-cache.js";
import type { Claims } from "./claims.js";
import { type RefusalOf, refusals } from "./decide.js";
import { narrow, type Narrowing, type Operation } from "./narrow.js";
import { readRequirements } from "./requirements.js";

/** `narrow`: what may not be asked comes back as null, the rest stands. `reject`: nothing runs. */
export type ClearanceMode = "narrow" | "reject";

export type Clearance = {
  /** `source`: the document's text, by whose hash the narrowing is kept; its length is what it weighs there. */
  readonly narrowed: (asked: Operation, source: string, hash: string, schema: GraphQLSchema, claims: Claims) => Narrowing;
};

/** Characters of source text whose narrowings are kept; a parsed document takes some hundred times as many bytes as its text. */
const charactersKept = 1_000_000;
/** Sets of facts: duties, clearances and purposes give a few hundred. */
const claimsKept = 2_000;

/** @throws GraphQLError SUPERGRAPH_INVALID */
export function clearanceOver(supergraph: string): Clearance {
  const requirements = readRequirements(supergraph);
  const deciders = boundedCache<RefusalOf>(claimsKept);
  const narrowings = boundedCache<Narrowing>(charactersKept);
  return {
    narrowed: (asked, source, hash, schema, claims) => {
      const key = `${hash} ${asked.operation.name?.value ?? ""} ${claims.key}`;
      let narrowing = narrowings.get(key);
      if (!narrowing) narrowings.set(key, (narrowing = narrow(asked, schema, deciderFor(claims))), source.length + key.length);
      return narrowing;
    },
  };

  function deciderFor(claims: Claims): RefusalOf {
    let decider = deciders.get(claims.key);
    if (!decider) deciders.set(claims.key, (decider = refusals(requirements, claims)), 1);
    return decider;
  }
}
