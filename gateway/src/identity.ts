/** Who is at the door: from the request's headers to a principal and a purpose. Not what they may do: see clearance.ts. */
import { AuthzError, type Instant, type KeyFinder, type Principal, publicVisitor, type Purpose, purposes, type TokenAuthority, verifyToken } from "@epigraph/authz";
import { gatewayError } from "./error.js";

export type IdentityParts = { readonly authority: TokenAuthority; readonly keyOf: KeyFinder; readonly clock: () => Instant };
export type Asker = { readonly principal: Principal; readonly purpose: Purpose };

/** The header in which a request above P1 states its purpose. */
export const purposeHeader = "epigraph-purpose";

/** @throws GraphQLError UNAUTHENTICATED for a bad token, BAD_USER_INPUT for an unknown purpose; no token is the public visitor */
export function identify(authorization: string | undefined, purpose: string | undefined, parts: IdentityParts): Asker {
  if (purpose !== undefined && !purposes.includes(purpose as Purpose)) throw gatewayError("BAD_USER_INPUT", `\`${purposeHeader}\` must be one of ${purposes.join(", ")}`);
  return { principal: principalOf(authorization, parts), purpose: (purpose as Purpose | undefined) ?? "public-information" };
}

function principalOf(authorization: string | undefined, { authority, keyOf, clock }: IdentityParts): Principal {
  if (authorization === undefined) return publicVisitor;
  const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
  if (token === undefined) throw gatewayError("UNAUTHENTICATED", "the header `authorization` must be `Bearer` and a token");
  try {
    return verifyToken(token, authority, keyOf, clock());
  } catch (error) {
    throw gatewayError("UNAUTHENTICATED", error instanceof AuthzError ? error.message : "the token is not valid here");
  }
}
