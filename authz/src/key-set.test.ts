/** Which keys of a JSON Web Key Set are taken for verifying tokens. */
import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { keysOf } from "./key-set.js";

const now = Date.UTC(2020, 4, 10);
const pair = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });
const jwk = pair("P-256").publicKey.export({ format: "jwk" });
const found = (...keys: readonly Readonly<Record<string, unknown>>[]): boolean => keysOf(JSON.stringify({ keys: [{ ...jwk, kid: "other" }, ...keys] }))("k1", now) !== undefined;

describe("a key", () => {
  it.each([
    { what: "of P-256", key: { ...jwk, kid: "k1" }, taken: true },
    { what: "for signatures", key: { ...jwk, kid: "k1", use: "sig", alg: "ES256", key_ops: ["verify"] }, taken: true },
    { what: "for encryption", key: { ...jwk, kid: "k1", use: "enc" }, taken: false },
    { what: "that may not verify", key: { ...jwk, kid: "k1", key_ops: ["deriveKey"] }, taken: false },
    { what: "of another algorithm", key: { ...jwk, kid: "k1", alg: "ECDH-ES" }, taken: false },
    { what: "of another curve", key: { ...pair("P-384").publicKey.export({ format: "jwk" }), kid: "k1" }, taken: false },
    { what: "of RSA", key: { ...generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" }), kid: "k1" }, taken: false },
    { what: "without an id", key: { ...jwk }, taken: false },
  ])("$what: taken $taken", ({ key, taken }) => expect(found(key)).toBe(taken));

  it("is found by its own id only", () => {
    const keyOf = keysOf(JSON.stringify({ keys: [{ ...jwk, kid: "k1" }] }));
    expect([keyOf("k1", now), keyOf("k2", now), keyOf("__proto__", now)]).toEqual([expect.objectContaining({ asymmetricKeyType: "ec" }), undefined, undefined]);
  });

  it("is one and the same object each time, so that nothing is computed again", () => {
    const keyOf = keysOf(JSON.stringify({ keys: [{ ...jwk, kid: "k1" }] }));
    expect(keyOf("k1", now)).toBe(keyOf("k1", now + 1));
  });

  it("is expired from its own `exp` on, where it has one", () => {
    const keyOf = keysOf(JSON.stringify({ keys: [{ ...jwk, kid: "k1", exp: now / 1000 }] }));
    expect([keyOf("k1", now - 1), keyOf("k1", now)]).toEqual([expect.objectContaining({ type: "public" }), "expired"]);
  });
});

describe("a key set is refused", () => {
  const secret = pair("P-256").privateKey.export({ format: "jwk" });
  const set = (...keys: readonly (JsonWebKey & { readonly kid?: string })[]): string => JSON.stringify({ keys });
  it.each([
    { why: "that is no JSON", text: "secret?", message: "not a JSON Web Key Set" },
    { why: "that is null", text: "null", message: "not a JSON Web Key Set" },
    { why: "without keys", text: "{}", message: "not a JSON Web Key Set" },
    { why: "whose keys are no objects", text: `{"keys":["secret?"]}`, message: "not a JSON Web Key Set" },
    { why: "with a point off the curve", text: set({ ...jwk, kid: "k1", x: "AAAA" }), message: "not a JSON Web Key Set" },
    { why: "with no key for us", text: set(), message: "has no key for ES256" },
    { why: "with one id twice", text: set({ ...jwk, kid: "k1" }, { ...jwk, kid: "k1" }), message: "two keys of one id" },
    { why: "with a key that ends at no time", text: set({ ...jwk, kid: "k1", exp: "soon" } as never), message: "not a number of seconds" },
    { why: "with a private key", text: set({ ...secret, kid: "k1" }), message: "holds a secret key" },
    { why: "with a shared secret", text: set({ kty: "oct", k: "c2VjcmV0Pw", kid: "k1" }), message: "holds a secret key" },
  ])("$why", ({ text, message }) => {
    expect(() => keysOf(text)).toThrow(expect.objectContaining({ code: "KEY_INVALID", message: expect.stringContaining(message) }));
    expect(() => keysOf(text)).toThrow(expect.objectContaining({ message: expect.not.stringMatching(/secret\?|c2VjcmV0Pw/) }));
  });
});
