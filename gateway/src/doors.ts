/** Which door a listener is, and who may come in there: a principal comes through the door of its duty and no other. Not who the principal is: see identity.ts. */
import { type Door, type Principal, publicVisitor } from "@epigraph/authz";
import type { GraphQLError } from "graphql";
import { gatewayError } from "./error.js";
import type { IdentityFault } from "./identity.js";

/** Why somebody is turned away at a door. */
export type DoorFault = IdentityFault | "AUTHORIZATION_MISSING" | "WRONG_DOOR";

export type Admission =
  | { readonly outcome: "known"; readonly principal: Principal }
  /** `principal`: who it was, where that is beyond doubt. */
  | { readonly outcome: "turned-away"; readonly fault: DoorFault; readonly error: GraphQLError; readonly principal: Principal | undefined };

/** Judges the header `authorization` of a request. */
export type Doorkeeper = (authorization: string | undefined) => Admission;

/**
 * The public door knows nobody: a token is refused unread, so that what is sent there is never taken for more than a visitor's and no key set is needed behind it. At the
 * other doors nobody is a visitor.
 */
export const publicDoorkeeper: Doorkeeper = (authorization) =>
  authorization === undefined ? { outcome: "known", principal: publicVisitor } : turnedAway("WRONG_DOOR", "nobody logs in at the public door: send no header `authorization`, or ask at the door of your duty", publicVisitor);

/** `identify`: from the header to a principal. */
export function doorkeeperAt(door: Exclude<Door, "public">, identify: Doorkeeper): Doorkeeper {
  return (authorization) => {
    if (authorization === undefined) return turnedAway("AUTHORIZATION_MISSING", "this door takes a token: log in, or ask at the public door");
    const admission = identify(authorization);
    if (admission.outcome === "turned-away" || admission.principal.door === door) return admission;
    return turnedAway("WRONG_DOOR", `your duty does not come in at the ${door} door: ask at its own`, admission.principal);
  };
}

function turnedAway(fault: "AUTHORIZATION_MISSING" | "WRONG_DOOR", message: string, principal?: Principal): Admission {
  return { outcome: "turned-away", fault, error: gatewayError(fault === "WRONG_DOOR" ? fault : "UNAUTHENTICATED", message), principal };
}
