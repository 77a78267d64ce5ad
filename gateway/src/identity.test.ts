/** From the header `authorization` to a principal, or why not. Which tokens are good is told in authz, which sessions have ended in sessions.test.ts. */
import { generateKeyPairSync } from "node:crypto";
import { publicVisitor, signToken, type TokenHolder } from "@epigraph/authz";
import { doorkeeper, type Identified, type IdentityParts } from "./identity.js";

const now = Date.UTC(2020, 4, 10);
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const authority = { issuer: "https://id.example", audience: "epigraph" };
const live = { ended: () => false, unreadForMs: () => 0 };
const parts: IdentityParts = { authority, keyOf: (kid) => (kid === "k1" ? publicKey : undefined), clock: () => now, revocations: live };
const token = signToken({ account: "kim", duty: "auditor", agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp" }, authority, { kid: "k1", privateKey }, now, 60);
const identify = doorkeeper(parts);
/** Who comes in, or the fault, code, status and words. */
const told = (found: Identified): unknown => (found.outcome === "known" ? found.principal.account : [found.fault, found.error.extensions["code"], (found.error.extensions["http"] as { status: number }).status, found.error.message, found.principal?.account]);

describe("who is at the door", () => {
  it("is the public visitor without a token", () => {
    expect(identify(undefined)).toEqual({ outcome: "known", principal: publicVisitor });
  });

  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])("is the token's holder, however the scheme is spelled: %#", (authorization) => {
    expect(identify(authorization)).toMatchObject({ outcome: "known", principal: { account: "kim", duty: "auditor", clearance: 2, session: "s" } });
  });

  it.each([
    { what: "an empty header", authorization: "" },
    { what: "no token after the scheme", authorization: "Bearer" },
    { what: "another scheme", authorization: `Basic ${token}` },
    { what: "a bare token", authorization: token },
    { what: "two tokens", authorization: `Bearer ${token} ${token}` },
    { what: "two headers in one", authorization: `Bearer ${token}, Bearer ${token}` },
  ])("is refused, never taken for the public: $what", ({ authorization }) => {
    expect(told(identify(authorization))).toEqual(["AUTHORIZATION_MALFORMED", "UNAUTHENTICATED", 401, "the header `authorization` must be `Bearer` and a token", undefined]);
  });

  it.each([
    { what: "a cut token", authorization: `Bearer ${token.slice(0, -2)}`, fault: "TOKEN_SIGNATURE_FORM" },
    { what: "garbage", authorization: "Bearer garbage.garbage.garbage", fault: "TOKEN_NOT_BASE64URL" },
    { what: "100 kB", authorization: `Bearer ${"x".repeat(100_000)}`, fault: "TOKEN_TOO_LONG" },
  ])("is refused with the reason that the gate gives, and nothing of the token: $what", ({ authorization, fault }) => {
    expect(told(identify(authorization))).toEqual([fault, "UNAUTHENTICATED", 401, expect.not.stringMatching(/eyJ|garbage|xxx/), undefined]);
  });

  it("is refused once the token has ended, though it was let in before", () => {
    let time = now;
    const door = doorkeeper({ ...parts, clock: () => time });
    const before = told(door(`Bearer ${token}`));
    time += 60_000;
    expect([before, told(door(`Bearer ${token}`))]).toEqual(["kim", ["TOKEN_EXPIRED", "UNAUTHENTICATED", 401, "the token has expired: get a new one", undefined]]);
  });

  it("is not taken for the public when the finder of keys itself fails", () => {
    const door = doorkeeper({ ...parts, keyOf: () => { throw new Error("secret"); } });
    expect(told(door(`Bearer ${token}`))).toEqual(["TOKEN_KEYS_UNAVAILABLE", "UNAUTHENTICATED", 401, "the token cannot be judged: the issuer's keys cannot be read now", undefined]);
  });
});

describe("a session that has ended", () => {
  it("is refused at the next request with a code of its own, and it is known whose it was", () => {
    let over = false;
    const asked: TokenHolder[] = [];
    const door = doorkeeper({ ...parts, revocations: { unreadForMs: () => 0, ended: (holder) => (asked.push(holder), over) } });
    const before = told(door(`Bearer ${token}`));
    over = true;
    expect([before, told(door(`Bearer ${token}`))]).toEqual(["kim", ["SESSION_REVOKED", "SESSION_REVOKED", 401, "the session has ended: log in again", "kim"]]);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatchObject({ principal: { session: "s" }, issuedAt: now });
  });
});
