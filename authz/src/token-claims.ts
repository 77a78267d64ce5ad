/** What the claims of a token must say, and the principal that they make. Its signature has been verified before. */
import { dutyTable } from "./duties.js";
import { type AccountId, type AgencyId, type Clearance, type Duty, duties, type Instant, type RegionCode, type SessionId } from "./names.js";
import type { Principal } from "./principal.js";
import type { TokenFault } from "./token-fault.js";

export type TokenAuthority = {
  readonly issuer: string;
  readonly audience: string;
  /** The longest that a token may live, from `iat` to `exp`; 300 if not said. Longer only for another issuer that cannot do shorter. */
  readonly longestLifeSeconds?: number;
};

/** What a token says once it is believed. */
export type TokenHolder = {
  readonly principal: Principal;
  /** `iat`, in milliseconds, to the second: what was revoked in that second or later is not this token's any more. */
  readonly issuedAt: Instant;
  /** `exp`, in milliseconds: from then on it is refused. */
  readonly expiresAt: Instant;
};

/** The life of an access token where the configuration says nothing else. */
export const longestLifeSeconds = 300;

/**
 * How far the issuer's clock may be ahead of this machine's, in seconds: `iat` and `nbf` may lie so far in the future. The end is never stretched: a machine whose clock is
 * ahead refuses a token early, and its holder gets a new one. So no machine takes a token for longer than its life and this much, whichever clock is wrong.
 */
export const clockSkewSeconds = 60;

type Claims = Readonly<Record<string, unknown>>;

export function holderOf(claims: Claims, authority: TokenAuthority, now: Instant): TokenHolder | TokenFault {
  const { iss, aud, iat, exp } = claims;
  if (iss !== authority.issuer) return "TOKEN_ISSUER";
  if (!isFor(aud, authority.audience)) return "TOKEN_AUDIENCE";
  const untimely = timeFault(claims, authority.longestLifeSeconds ?? longestLifeSeconds, now);
  if (untimely) return untimely;
  if (claims["cnf"] !== undefined || claims["act"] !== undefined) return "TOKEN_BOUND"; // RFC 7800, RFC 8693: the bearer may be another than the holder
  const principal = principalOf(claims);
  return typeof principal === "string" ? principal : { principal, issuedAt: Number(iat) * 1000, expiresAt: Number(exp) * 1000 };
}

/** RFC 7519, section 4.1.3: a text or a list of texts that names us among others. */
const isFor = (aud: unknown, audience: string): boolean => aud === audience || (Array.isArray(aud) && aud.every((one) => typeof one === "string") && aud.includes(audience));

function timeFault({ iat, nbf = iat, exp }: Claims, longest: number, now: Instant): TokenFault | undefined {
  if (!isTime(iat) || !isTime(nbf) || !isTime(exp) || exp <= iat || exp <= nbf) return "TOKEN_TIMES";
  const seconds = now / 1000;
  if (exp - iat > longest) return "TOKEN_LIVES_TOO_LONG"; // both are the issuer's clock: no allowance here
  if (seconds >= exp) return "TOKEN_EXPIRED";
  return Math.max(iat, nbf) > seconds + clockSkewSeconds ? "TOKEN_NOT_YET_VALID" : undefined;
}

const isTime = (claim: unknown): claim is number => Number.isSafeInteger(claim) && (claim as number) >= 0;

function principalOf({ sub, sid, agency, duty, jurisdictions, amr, clearance: claimed }: Claims): Principal | TokenFault {
  if (!isName(sub) || !isName(agency) || !isName(sid)) return "TOKEN_ACCOUNT";
  if (!duties.includes(duty as Duty) || duty === "public-visitor") return "TOKEN_DUTY";
  const row = dutyTable[duty as Duty];
  const clearance = claimed === undefined ? row.clearance : claimed;
  if (!Number.isInteger(clearance) || (clearance as number) < 0 || (clearance as number) > row.clearance) return "TOKEN_CLEARANCE";
  if (!Array.isArray(jurisdictions) || !jurisdictions.every((code) => typeof code === "string" && /^[0-9]{10}$/.test(code))) return "TOKEN_JURISDICTIONS";
  const authenticatedBy = loginOf(amr);
  if (authenticatedBy === undefined) return "TOKEN_LOGIN";
  return {
    account: sub as AccountId,
    duty: duty as Duty,
    clearance: clearance as Clearance,
    agency: agency as AgencyId,
    jurisdictions: jurisdictions as RegionCode[],
    session: sid as SessionId,
    authenticatedBy,
    door: row.door,
  };
}

/** Names that the access log gives to those who have none. */
const reserved = ["public", "unknown", "none"];
const isName = (claim: unknown): claim is string => typeof claim === "string" && /^[\x21-\x7e]{1,255}$/.test(claim) && !reserved.includes(claim);

/** RFC 8176: the methods used, in any order, beside others such as `pwd`; two steps or a client's own secret, never both. */
function loginOf(amr: unknown): "otp" | "client" | undefined {
  const [method, ...others] = Array.isArray(amr) ? (amr as unknown[]).filter((one) => one === "otp" || one === "client") : [];
  return others.length === 0 ? method : undefined;
}
