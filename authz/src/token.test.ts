/** Which bearer tokens make a principal, and when. Which do not: see token-attacks.test.ts. Which keys are taken: see key-set.test.ts. */
import { generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto";
import jwt from "jsonwebtoken";
import { dutyTable } from "./duties.js";
import { keysOf } from "./key-set.js";
import { type Duty, duties } from "./names.js";
import { checkToken, judgeToken, publicVisitor, signToken, type TokenClaims } from "./token.js";
import { clockSkewSeconds, longestLifeSeconds, type TokenAuthority } from "./token-claims.js";

const now = Date.UTC(2020, 4, 10);
const seconds = now / 1000;
const authority: TokenAuthority = { issuer: "https://id.example", audience: "epigraph" };
const pair = (): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } => generateKeyPairSync("ec", { namedCurve: "P-256" });
const { publicKey, privateKey } = pair();
const keyOf = (kid: string): KeyObject | undefined => (kid === "k1" ? publicKey : undefined);

const claims: TokenClaims = { account: "kim", duty: "local-investigator", agency: "gangnam-health", jurisdictions: ["1168000000"], session: "s1", authenticatedBy: "otp" };
const good = signToken(claims, authority, { kid: "k1", privateKey }, now, longestLifeSeconds);
const check = (token: string, at = now, parts: Partial<Parameters<typeof checkToken>[1]> = {}): unknown => checkToken(token, { authority, keyOf, now: at, ...parts });
const outcome = (token: string, at = now, who = authority): string => {
  const verdict = judgeToken(token, { authority: who, keyOf, now: at });
  return verdict.outcome === "refused" ? verdict.fault : verdict.outcome;
};

const standard = { sub: "kim", duty: "local-investigator", agency: "a", jurisdictions: ["1168000000"], sid: "s1", amr: ["otp"], iss: authority.issuer, aud: authority.audience, iat: seconds, exp: seconds + 300 };
/** A token with these claims changed; `undefined` leaves one out. */
const signed = (change: Record<string, unknown>): string => {
  const payload = Object.fromEntries(Object.entries({ ...standard, ...change }).filter(([, value]) => value !== undefined));
  return jwt.sign(JSON.stringify(payload), privateKey, { algorithm: "ES256", keyid: "k1", header: { alg: "ES256", typ: "at+jwt" } });
};

describe("a good token", () => {
  it("makes the principal that it was signed for, with the clearance and door of the duty", () => {
    expect(check(good)).toEqual({ account: "kim", duty: "local-investigator", clearance: 4, agency: "gangnam-health", jurisdictions: ["1168000000"], session: "s1", authenticatedBy: "otp", door: "clearance" });
  });

  it("tells when it was issued, when it ends, and which key vouches for it", () => {
    expect(judgeToken(good, { authority, keyOf, now })).toMatchObject({ outcome: "accepted", issuedAt: now, expiresAt: now + 300_000, key: { kid: "k1", found: publicKey } });
  });

  it.each(duties.filter((duty) => duty !== "public-visitor"))("gives %s the clearance and door of the duty", (duty: Duty) => {
    expect(check(signed({ duty, door: "clearance" }))).toMatchObject({ duty, clearance: dutyTable[duty].clearance, door: dutyTable[duty].door });
  });

  it("may claim less than the duty has, down to nothing, and then gives less", () => {
    expect([0, 1, 3, 4].map((clearance) => check(signed({ clearance })))).toMatchObject([{ clearance: 0 }, { clearance: 1 }, { clearance: 3 }, { clearance: 4 }]);
    expect(check(signToken({ ...claims, clearance: 2 }, authority, { kid: "k1", privateKey }, now, 60))).toMatchObject({ clearance: 2 });
  });

  it.each([
    ["of either spelling of an access token's type", { header: { alg: "ES256", typ: "application/at+jwt" } }],
    ["with header members that mean nothing here", { header: { alg: "ES256", typ: "at+jwt", x5t: "dGh1bWI", note: "hello" } }],
  ])("is good %s", (_what, { header }) => {
    expect(outcome(jwt.sign(JSON.stringify(standard), privateKey, { algorithm: "ES256", keyid: "k1", header }))).toBe("accepted");
  });

  it.each([
    ["for us among others", { aud: ["portal", "epigraph"] }],
    ["that says no more of its start than `iat`", { nbf: undefined }],
    ["of a log-in by password and one-time code", { amr: ["pwd", "otp", "mfa"] }],
    ["of a client", { amr: ["client"], duty: "data-provider" }],
    ["without a jurisdiction", { jurisdictions: [], duty: "national-investigator" }],
    ["with claims of other people's protocols", { jti: "1", client_id: "portal", scope: "openid" }],
  ])("is good %s", (_what, change) => expect(outcome(signed(change))).toBe("accepted"));
});

describe("time", () => {
  const life = longestLifeSeconds * 1000;
  const skew = clockSkewSeconds * 1000;

  it.each([
    ["in its first moment", now, "accepted"],
    ["in its last millisecond", now + life - 1, "accepted"],
    ["at its end: no skew is added there", now + life, "TOKEN_EXPIRED"],
    ["long after", now + 10 * life, "TOKEN_EXPIRED"],
    ["on a machine whose clock is 60 s behind the issuer's", now - skew, "accepted"],
    ["on one that is a millisecond further behind", now - skew - 1, "TOKEN_NOT_YET_VALID"],
    ["on a machine whose clock is 60 s ahead: good, but for a minute less", now + skew, "accepted"],
  ])("%s: %#", (_what, at, expected) => expect(outcome(good, at)).toBe(expected));

  it.each([
    ["`nbf` 60 s ahead", { nbf: seconds + 60 }, "accepted"],
    ["`nbf` 61 s ahead", { nbf: seconds + 61 }, "TOKEN_NOT_YET_VALID"],
    ["`iat` 60 s ahead", { iat: seconds + 60, exp: seconds + 120 }, "accepted"],
    ["`iat` 61 s ahead", { iat: seconds + 61, exp: seconds + 120 }, "TOKEN_NOT_YET_VALID"],
    ["a life of 300 s", { exp: seconds + 300 }, "accepted"],
    ["a life of 301 s", { exp: seconds + 301 }, "TOKEN_LIVES_TOO_LONG"],
    ["a life of 301 s that is nearly over", { iat: seconds - 299, exp: seconds + 2 }, "TOKEN_LIVES_TOO_LONG"],
  ])("%s", (_what, change, expected) => expect(outcome(signed(change))).toBe(expected));

  it("another issuer's tokens may live longer only where the configuration says how long", () => {
    const foreign = { ...authority, longestLifeSeconds: 3_600 };
    expect([3_600, 3_601].map((lived) => outcome(signed({ exp: seconds + lived }), now, foreign))).toEqual(["accepted", "TOKEN_LIVES_TOO_LONG"]);
  });
});

describe("when the issuer changes its key", () => {
  const previous = pair();
  const next = pair();
  const jwk = (key: KeyObject, change: object): JsonWebKey => ({ ...key.export({ format: "jwk" }), use: "sig", alg: "ES256", ...change });
  const set = (...keys: readonly JsonWebKey[]): ReturnType<typeof keysOf> => keysOf(JSON.stringify({ keys }));
  const old = signToken(claims, authority, { kid: "previous", privateKey: previous.privateKey }, now, 300);
  const judged = (keys: ReturnType<typeof keysOf>, at = now): unknown => {
    const verdict = judgeToken(old, { authority, keyOf: keys, now: at });
    return verdict.outcome === "refused" ? verdict.fault : verdict.outcome;
  };

  it("a token of the previous key is good as long as the key set lists it", () => {
    expect(judged(set(jwk(previous.publicKey, { kid: "previous" }), jwk(next.publicKey, { kid: "next" })))).toBe("accepted");
  });

  it("a token of a key that was taken from the set is refused", () => {
    expect(judged(set(jwk(next.publicKey, { kid: "next" })))).toBe("TOKEN_KEY_UNKNOWN");
  });

  it("a token of a key whose own time is over is refused from that second on", () => {
    const keys = set(jwk(previous.publicKey, { kid: "previous", exp: seconds + 10 }));
    expect([judged(keys, now + 9_999), judged(keys, now + 10_000)]).toEqual(["accepted", "TOKEN_KEY_EXPIRED"]);
  });

  it("a token under the id of a key that is another's now is refused", () => {
    expect(judged(set(jwk(next.publicKey, { kid: "previous" })))).toBe("TOKEN_SIGNATURE_WRONG");
  });
});

it("the public visitor has no jurisdiction and no clearance", () => {
  expect(publicVisitor).toMatchObject({ duty: "public-visitor", clearance: 0, jurisdictions: [], authenticatedBy: "none", door: "public" });
});
