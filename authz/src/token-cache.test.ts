/** A token is verified once and then known again, and never for longer than it is good. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { signToken, type TokenVerdict } from "./token.js";
import { tokenCache } from "./token-cache.js";

const now = Date.UTC(2020, 4, 10);
const authority = { issuer: "https://id.example", audience: "epigraph" };
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const token = (session: string): string => signToken({ account: "kim", duty: "auditor", agency: "a", jurisdictions: [], session, authenticatedBy: "otp" }, authority, { kid: "k1", privateKey }, now, 300);
const faultOf = (verdict: TokenVerdict): string => (verdict.outcome === "refused" ? verdict.fault : verdict.outcome);
const parts = (at = now, keyOf: (kid: string) => KeyObject | "expired" | undefined = () => publicKey) => ({ authority, keyOf, now: at });

describe("a token that was accepted", () => {
  it("is known again: the very same verdict", () => {
    const cache = tokenCache();
    const text = token("a");
    const first = cache.judge(text, parts());
    expect(cache.judge(text, parts(now + 1_000))).toBe(first);
    expect([first.outcome, cache.size()]).toEqual(["accepted", 1]);
  });

  it("is refused from its end on, whatever is kept", () => {
    const cache = tokenCache();
    const text = token("a");
    expect([now, now + 299_999, now + 300_000].map((at) => faultOf(cache.judge(text, parts(at))))).toEqual(["accepted", "accepted", "TOKEN_EXPIRED"]);
    expect(cache.size()).toBe(0);
  });

  it.each([
    ["is taken from the key set", () => undefined, "TOKEN_KEY_UNKNOWN"],
    ["ends", () => "expired" as const, "TOKEN_KEY_EXPIRED"],
    ["becomes another's", () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey, "TOKEN_SIGNATURE_WRONG"],
    ["cannot be found", () => { throw new Error("secret"); }, "TOKEN_KEYS_UNAVAILABLE"],
  ])("is refused as soon as its key %s", (_what, keyOf, fault) => {
    const cache = tokenCache();
    const text = token("a");
    cache.judge(text, parts());
    expect(faultOf(cache.judge(text, parts(now, keyOf)))).toBe(fault);
    expect(cache.size()).toBe(0);
  });

  it("is forgotten when it is told to", () => {
    const cache = tokenCache();
    const text = token("a");
    const first = cache.judge(text, parts());
    cache.forget(text);
    expect(cache.size()).toBe(0);
    expect(cache.judge(text, parts())).not.toBe(first);
  });
});

it("of more tokens than it keeps, the longest unused goes", () => {
  const cache = tokenCache(2);
  const [a, b, c] = [token("a"), token("b"), token("c")];
  const first = cache.judge(a, parts());
  const second = cache.judge(b, parts());
  cache.judge(a, parts());
  cache.judge(c, parts());
  expect(cache.size()).toBe(2);
  expect(cache.judge(a, parts())).toBe(first);
  expect(cache.judge(b, parts())).not.toBe(second);
});

it("keeps nothing of what it refuses, and no token as text", () => {
  const cache = tokenCache();
  for (const text of ["", "garbage", `${token("a")}x`, "x".repeat(100_000)]) expect(cache.judge(text, parts()).outcome).toBe("refused");
  expect(cache.size()).toBe(0);
});
