/** Who is at the door: from the header `authorization` to a principal, or why not. Not what they may do: see clearance.ts; not for what purpose: see purpose.ts. */
import { type Instant, type KeyFinder, type Principal, publicVisitor, type TokenAuthority, tokenCache, type TokenFault, tokenFaults } from "@epigraph/authz";
import type { GraphQLError } from "graphql";
import { gatewayError } from "./error.js";
import type { Revocations } from "./sessions.js";

export type IdentityParts = {
  readonly authority: TokenAuthority;
  readonly keyOf: KeyFinder;
  readonly clock: () => Instant;
  /** Sessions that ended before their tokens. */
  readonly revocations: Pick<Revocations, "ended" | "unreadForMs">;
};

/** Why somebody is turned away at the door, before an operation is looked at. */
export type IdentityFault = TokenFault | "AUTHORIZATION_MALFORMED" | "SESSION_REVOKED";

export type Identified =
  | { readonly outcome: "known"; readonly principal: Principal }
  /** `principal`: whose session it was, where that is beyond doubt. */
  | { readonly outcome: "turned-away"; readonly fault: IdentityFault; readonly error: GraphQLError; readonly principal: Principal | undefined };

/** Judges each request's header once, when it comes in: a request that is under way when its session ends still gets its answer, the next one does not. */
export function doorkeeper({ authority, keyOf, clock, revocations }: IdentityParts): (authorization: string | undefined) => Identified {
  const tokens = tokenCache();
  return (authorization) => {
    if (authorization === undefined) return { outcome: "known", principal: publicVisitor };
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) return turnedAway("AUTHORIZATION_MALFORMED", "the header `authorization` must be `Bearer` and a token");
    const verdict = tokens.judge(token, { authority, keyOf, now: clock() });
    if (verdict.outcome === "refused") return turnedAway(verdict.fault, tokenFaults[verdict.fault]);
    if (!revocations.ended(verdict)) return { outcome: "known", principal: verdict.principal };
    tokens.forget(token);
    return turnedAway("SESSION_REVOKED", "the session has ended: log in again", verdict.principal);
  };
}

const turnedAway = (fault: IdentityFault, message: string, principal?: Principal): Identified => ({
  outcome: "turned-away",
  fault,
  error: gatewayError(fault === "SESSION_REVOKED" ? fault : "UNAUTHENTICATED", message),
  principal,
});
