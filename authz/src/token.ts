/** From a bearer token to a principal: the only place that calls jsonwebtoken. Not the log-in: see identity. */
import { createPublicKey, type KeyObject } from "node:crypto";
import jwt from "jsonwebtoken";
import { dutyTable } from "./duties.js";
import { AuthzError } from "./error.js";
import { type AccountId, type AgencyId, type Duty, duties, type Instant, type RegionCode, type SessionId } from "./names.js";
import type { Principal } from "./principal.js";

/** The only signature algorithm accepted: ECDSA on P-256. */
const algorithm = "ES256";
const sizeCap = 8_192;

export type TokenClaims = {
  readonly account: string;
  readonly duty: Duty;
  readonly agency: string;
  readonly jurisdictions: readonly string[];
  readonly session: string;
  readonly authenticatedBy: "otp" | "client";
};

export type TokenAuthority = { readonly issuer: string; readonly audience: string };
/** Finds the public key of a key id; `undefined` when unknown. */
export type KeyFinder = (kid: string) => KeyObject | undefined;

/** @throws AuthzError TOKEN_INVALID; the message never repeats the token */
export function verifyToken(token: string, authority: TokenAuthority, keyOf: KeyFinder, now: Instant): Principal {
  if (token.length > sizeCap) throw refuse("the token is too long");
  const header = jwt.decode(token, { complete: true })?.header;
  if (!header || typeof header.kid !== "string") throw refuse("the token names no key (`kid`)");
  if (header.alg !== algorithm) throw refuse(`the token must be signed with ${algorithm}`);
  const key = keyOf(header.kid);
  if (!key) throw refuse("the token's key is not known here");
  try {
    const claims = jwt.verify(token, key, { algorithms: [algorithm], issuer: authority.issuer, audience: authority.audience, clockTimestamp: Math.floor(now / 1000) });
    return principalOf(claims);
  } catch (error) {
    if (error instanceof AuthzError) throw error;
    throw refuse(error instanceof jwt.TokenExpiredError ? "the token has expired: get a new one" : "the token is not valid here");
  }
}

/** Signs a token for demo accounts and tests. `lifetimeSeconds`: how long it is valid. */
export function signToken(claims: TokenClaims, authority: TokenAuthority, key: { readonly kid: string; readonly privateKey: KeyObject }, now: Instant, lifetimeSeconds: number): string {
  const seconds = Math.floor(now / 1000);
  const { account, session, authenticatedBy, ...rest } = claims;
  return jwt.sign({ ...rest, sid: session, amr: [authenticatedBy], sub: account, iat: seconds, nbf: seconds, exp: seconds + lifetimeSeconds, iss: authority.issuer, aud: authority.audience }, key.privateKey, {
    algorithm,
    keyid: key.kid,
  });
}

/** Reads a JSON Web Key Set. @throws AuthzError KEY_INVALID */
export function keysOf(jwks: string): KeyFinder {
  try {
    const { keys } = JSON.parse(jwks) as { keys: readonly (Record<string, unknown> & { kid: string })[] };
    const known = new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk as never, format: "jwk" })]));
    return (kid) => known.get(kid);
  } catch {
    throw new AuthzError("KEY_INVALID", "the key set is not a JSON Web Key Set (RFC 7517) of public keys");
  }
}

/** Who asks when no token is given. */
export const publicVisitor: Principal = {
  account: "public" as AccountId,
  duty: "public-visitor",
  clearance: 0,
  agency: "public" as AgencyId,
  jurisdictions: [],
  session: "none" as SessionId,
  authenticatedBy: "none",
  door: "public",
};

function principalOf(claims: string | jwt.JwtPayload): Principal {
  if (typeof claims === "string" || typeof claims.sub !== "string" || typeof claims.exp !== "number") throw refuse("the token lacks `sub` or `exp`");
  const { duty, agency, jurisdictions, sid, amr } = claims as Record<string, unknown>;
  if (!duties.includes(duty as Duty) || duty === "public-visitor") throw refuse("the token names no known duty");
  if (typeof agency !== "string" || typeof sid !== "string") throw refuse("the token lacks `agency` or `sid`");
  if (!Array.isArray(jurisdictions) || !jurisdictions.every((code) => /^[0-9]{10}$/.test(String(code)))) throw refuse("the token's `jurisdictions` are not region codes");
  const method = Array.isArray(amr) ? (amr as unknown[])[0] : undefined;
  if (method !== "otp" && method !== "client") throw refuse("the token does not say how its holder logged in (`amr`)");
  const { clearance, door } = dutyTable[duty as Duty];
  return {
    account: claims.sub as AccountId,
    duty: duty as Duty,
    clearance,
    agency: agency as AgencyId,
    jurisdictions: jurisdictions as RegionCode[],
    session: sid as SessionId,
    authenticatedBy: method,
    door,
  };
}

const refuse = (message: string): AuthzError => new AuthzError("TOKEN_INVALID", message);
