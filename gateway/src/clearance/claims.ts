/** Who asks, in the words of the access directives. Not what they may: see decide.ts. */
import { type AccessFacts, accessFacts, type Principal, type Purpose, purposes } from "@epigraph/authz";

export type Facts = ReadonlySet<string>;

/** Everything that decides an operation, and nothing else of the principal: no account, no agency, no jurisdiction. */
export type Claims = {
  /** Equal for equal facts; may be kept in memory, for it names nobody. */
  readonly key: string;
  readonly facts: Facts;
  /** What the facts would be with each other purpose. */
  readonly withOtherPurpose: () => readonly Facts[];
};

export function claimsOf(principal: Principal, purpose: Purpose): Claims {
  const facts = factsOf(accessFacts(principal, purpose));
  return {
    key: [...facts].toSorted().join(","),
    facts,
    withOtherPurpose: () => purposes.filter((other) => other !== purpose).map((other) => factsOf(accessFacts(principal, other))),
  };
}

/** Scopes and policies stay apart: a scope that is called like a policy is none. */
export const factsOf = ({ authenticated, scopes, policies }: AccessFacts): Facts =>
  new Set([...(authenticated ? ["authenticated"] : []), ...scopes.map((scope) => `scope ${scope}`), ...policies.map((policy) => `policy ${policy}`)]);
