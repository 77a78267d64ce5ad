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
  if (authority.issuer === "" || authority.audience === "") throw refuse("no issuer or audience is set here"); // jsonwebtoken checks neither when it is empty
  if (token.length > sizeCap) throw refuse("the token is too long");
  const { kid, alg, crit } = headerOf(token);
  if (typeof kid !== "string") throw refuse("the token names no key (`kid`)");
  if (alg !== algorithm) throw refuse(`the token must be signed with ${algorithm}`);
  if (crit !== undefined) throw refuse("the token asks for extensions (`crit`) that are not known here"); // RFC 7515, 4.1.11: jsonwebtoken ignores it
  const key = keyOf(kid);
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

/**
 * Reads a JSON Web Key Set. Keys for other uses, curves or algorithms are passed over (RFC 7517, section 5).
 * @throws AuthzError KEY_INVALID when it is none, holds a private key or one id twice, or has no key for us; without the keys in it
 */
export function keysOf(jwks: string): KeyFinder {
  const known = new Map<string, KeyObject>();
  for (const jwk of readKeySet(jwks)) {
    if ("d" in jwk || "k" in jwk) throw new AuthzError("KEY_INVALID", "the key set holds a secret key: publish the public keys only, and change that key");
    if (!isForVerification(jwk)) continue;
    if (known.has(jwk.kid)) throw new AuthzError("KEY_INVALID", "the key set has two keys of one id: give each its own `kid`");
    known.set(jwk.kid, publicKey(jwk));
  }
  if (known.size === 0) throw new AuthzError("KEY_INVALID", `the key set has no key for ${algorithm} signatures with a \`kid\``);
  return (kid) => known.get(kid);
}

type Jwk = Readonly<Record<string, unknown>>;

function readKeySet(jwks: string): readonly Jwk[] {
  try {
    const { keys } = JSON.parse(jwks) as { readonly keys: unknown };
    if (Array.isArray(keys) && keys.every((key) => typeof key === "object" && key !== null)) return keys as Jwk[];
  } catch {
    // falls through: not JSON
  }
  throw notAKeySet();
}

function isForVerification(jwk: Jwk): jwk is Jwk & { readonly kid: string } {
  const { kid, kty, crv, use, alg, key_ops: operations } = jwk;
  const forSignatures = (use === undefined || use === "sig") && (operations === undefined || (Array.isArray(operations) && operations.includes("verify")));
  return typeof kid === "string" && kty === "EC" && crv === "P-256" && (alg === undefined || alg === algorithm) && forSignatures;
}

function publicKey(jwk: Jwk): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    throw notAKeySet();
  }
}

const notAKeySet = (): AuthzError => new AuthzError("KEY_INVALID", "the key set is not a JSON Web Key Set (RFC 7517) of public keys");

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

/** Strict where jsonwebtoken is lenient: three parts, each in the one spelling that base64url has for its bytes, and a header that is an object. */
function headerOf(token: string): Readonly<Record<string, unknown>> {
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every((part) => Buffer.from(part, "base64url").toString("base64url") === part)) throw refuse("the token is not three parts in base64url");
  try {
    const header: unknown = JSON.parse(Buffer.from(parts[0] ?? "", "base64url").toString());
    if (typeof header === "object" && header !== null) return header as Record<string, unknown>;
  } catch {
    // falls through: the parser's message would repeat the token
  }
  throw refuse("the token's header cannot be read");
}

function principalOf(claims: string | jwt.JwtPayload): Principal {
  if (typeof claims === "string" || !isName(claims.sub) || typeof claims.exp !== "number") throw refuse("the token lacks `sub` or `exp`");
  const { duty, agency, jurisdictions, sid, amr } = claims as Record<string, unknown>;
  if (!duties.includes(duty as Duty) || duty === "public-visitor") throw refuse("the token names no known duty");
  if (!isName(agency) || !isName(sid)) throw refuse("the token lacks `agency` or `sid`");
  if (!Array.isArray(jurisdictions) || !jurisdictions.every((code) => typeof code === "string" && /^[0-9]{10}$/.test(code))) throw refuse("the token's `jurisdictions` are not region codes");
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

const isName = (claim: unknown): claim is string => typeof claim === "string" && claim !== "";
const refuse = (message: string): AuthzError => new AuthzError("TOKEN_INVALID", message);
