/** From a bearer token to a principal, through a strict gate: the only place that calls jsonwebtoken. Not the log-in: see identity. */
import type { KeyObject } from "node:crypto";
import jwt from "jsonwebtoken";
import { AuthzError } from "./error.js";
import { algorithm, isSuitable, type KeyFinder } from "./key-set.js";
import type { AccountId, AgencyId, Clearance, Duty, Instant, SessionId } from "./names.js";
import type { Principal } from "./principal.js";
import { holderOf, type TokenAuthority, type TokenHolder } from "./token-claims.js";
import { type TokenFault, tokenFaults } from "./token-fault.js";
import { formOf } from "./token-form.js";

/** What a token is judged by. */
export type TokenParts = { readonly authority: TokenAuthority; readonly keyOf: KeyFinder; readonly now: Instant };

export type TokenVerdict = ({ readonly outcome: "accepted"; readonly key: { readonly kid: string; readonly found: KeyObject } } & TokenHolder) | { readonly outcome: "refused"; readonly fault: TokenFault };

/** Never throws, whatever the text. First the form, then the key, then the signature; only of a token that its issuer signed are the claims told apart. */
export function judgeToken(token: string, parts: TokenParts): TokenVerdict {
  const judged = judge(token, parts);
  return typeof judged === "string" ? { outcome: "refused", fault: judged } : judged;
}

/** @throws AuthzError with the code of the fault; the message never repeats the token */
export function checkToken(token: string, parts: TokenParts): Principal {
  const verdict = judgeToken(token, parts);
  if (verdict.outcome === "accepted") return verdict.principal;
  throw new AuthzError(verdict.fault, tokenFaults[verdict.fault]);
}

function judge(token: string, { authority, keyOf, now }: TokenParts): TokenVerdict | TokenFault {
  if (authority.issuer === "" || authority.audience === "") return "TOKEN_AUTHORITY_UNSET"; // a token without `iss` must not match the empty text
  const form = formOf(token);
  if (typeof form === "string") return form;
  const key = findKey(form.kid, keyOf, now);
  if (typeof key === "string") return key;
  if (!isSigned(token, key)) return "TOKEN_SIGNATURE_WRONG";
  const holder = holderOf(form.payload, authority, now);
  return typeof holder === "string" ? holder : { outcome: "accepted", ...holder, key: { kid: form.kid, found: key } };
}

function findKey(kid: string, keyOf: KeyFinder, now: Instant): KeyObject | TokenFault {
  try {
    const key = keyOf(kid, now);
    if (key === undefined) return "TOKEN_KEY_UNKNOWN";
    if (key === "expired") return "TOKEN_KEY_EXPIRED";
    return isSuitable(key) ? key : "TOKEN_KEY_UNSUITABLE";
  } catch {
    return "TOKEN_KEYS_UNAVAILABLE";
  }
}

/** jsonwebtoken is asked for the signature alone: its own checks of the claims are laxer than ours and would hide which one failed. */
function isSigned(token: string, key: KeyObject): boolean {
  try {
    jwt.verify(token, key, { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true });
    return true;
  } catch {
    return false;
  }
}

export type TokenClaims = {
  readonly account: string;
  readonly duty: Duty;
  readonly agency: string;
  readonly jurisdictions: readonly string[];
  readonly session: string;
  readonly authenticatedBy: "otp" | "client";
  /** Lower than the duty's, where an account has less. */
  readonly clearance?: Clearance;
};

/** Signs an access token (RFC 9068) for demo accounts and tests. `lifetimeSeconds`: how long it is valid; over 300 the gate refuses it unless told otherwise. */
export function signToken(claims: TokenClaims, authority: TokenAuthority, key: { readonly kid: string; readonly privateKey: KeyObject }, now: Instant, lifetimeSeconds: number): string {
  const seconds = Math.floor(now / 1000);
  const { account, session, authenticatedBy, ...rest } = claims;
  return jwt.sign({ ...rest, sid: session, amr: [authenticatedBy], sub: account, iat: seconds, nbf: seconds, exp: seconds + lifetimeSeconds, iss: authority.issuer, aud: authority.audience }, key.privateKey, {
    algorithm,
    keyid: key.kid,
    header: { alg: algorithm, typ: "at+jwt" },
  });
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
