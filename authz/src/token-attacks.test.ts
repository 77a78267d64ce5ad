/** Tokens that must not make a principal: a table of attacks, each refused for its own reason, and what no text whatever may do. */
import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import fc from "fast-check";
import { AuthzError } from "./error.js";
import type { Duty } from "./names.js";
import { checkToken, judgeToken, signToken } from "./token.js";
import { tokenFaults, type TokenFault } from "./token-fault.js";

const now = Date.UTC(2020, 4, 10);
const seconds = now / 1000;
const authority = { issuer: "https://id.example", audience: "epigraph" };
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const secp256k1 = generateKeyPairSync("ec", { namedCurve: "secp256k1" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keys: Readonly<Record<string, KeyObject>> = { k1: publicKey, p384: p384.publicKey, secp256k1: secp256k1.publicKey, rsa: rsa.publicKey, private: privateKey };
const keyOf = (kid: string): KeyObject | "expired" | undefined => {
  if (kid === "broken") throw new Error("secret");
  return kid === "expired" ? "expired" : Object.hasOwn(keys, kid) ? keys[kid] : undefined;
};
const parts = { authority, keyOf, now };

const header = { alg: "ES256", typ: "at+jwt", kid: "k1" };
const payload = { sub: "kim", duty: "local-investigator", agency: "a", jurisdictions: ["1168000000"], sid: "s1", amr: ["otp"], iss: authority.issuer, aud: authority.audience, iat: seconds, exp: seconds + 300 };
const encoded = (part: unknown): string => Buffer.from(typeof part === "string" || Buffer.isBuffer(part) ? part : JSON.stringify(part)).toString("base64url");
const jose = (text: string, key: KeyObject): Buffer => sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
/** A token as its maker wants it, signed rightly unless told otherwise. Text is taken as it is. */
function made(head: unknown = header, body: unknown = payload, signature: (text: string) => Buffer = (text) => jose(text, privateKey)): string {
  const text = `${encoded(head)}.${encoded(body)}`;
  return `${text}.${signature(text).toString("base64url")}`;
}
const claiming = (change: Record<string, unknown>): string => made(header, { ...payload, ...change });
const without = (name: keyof typeof payload): string => made(header, Object.fromEntries(Object.entries(payload).filter(([member]) => member !== name)));
const heading = (change: Record<string, unknown>): string => made({ ...header, ...change });
const good = made();
const [head = "", body = "", tail = ""] = good.split(".");
const signature = Buffer.from(tail, "base64url");
const padded = (text: string): string => `${text}${"=".repeat((4 - (text.length % 4)) % 4)}`;
/** The same part with other spare bits in its last character, which a lax decoder does not see. */
const spareBits = (part: string): string => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return `${part.slice(0, -1)}${alphabet[alphabet.indexOf(part.at(-1) ?? "") + 1] ?? "A"}`;
};
/** A member that stands twice, as text. */
const twice = (object: object, member: string): string => `${JSON.stringify(object).slice(0, -1)},${member}}`;

const attacks: readonly (readonly [name: string, token: string, code: TokenFault])[] = [
  // the form
  ["nothing", "", "TOKEN_NOT_THREE_PARTS"],
  ["a word", "token", "TOKEN_NOT_THREE_PARTS"],
  ["two parts", `${head}.${body}`, "TOKEN_NOT_THREE_PARTS"],
  ["four parts", `${good}.${tail}`, "TOKEN_NOT_THREE_PARTS"],
  ["five parts, as an encrypted token has", `${good}.${tail}.${tail}`, "TOKEN_NOT_THREE_PARTS"],
  ["a dot at the end", `${good}.`, "TOKEN_NOT_THREE_PARTS"],
  ["three empty parts", "..", "TOKEN_NOT_JSON"],
  ["100 kB", claiming({ note: "x".repeat(100_000) }), "TOKEN_TOO_LONG"],
  ["one character more than the cap", "x".repeat(8_193), "TOKEN_TOO_LONG"],
  ["100 kB of opening brackets", encoded("[".repeat(100_000)), "TOKEN_TOO_LONG"],
  ["8 kB of opening brackets in the header", `${encoded("[".repeat(6_000))}.e30.${tail}`, "TOKEN_NOT_JSON"],
  ["padding", padded(`${head}.${body}.${tail}A`), "TOKEN_NOT_BASE64URL"],
  ["`=` at the end", `${good}=`, "TOKEN_NOT_BASE64URL"],
  ["base64 instead of base64url", made(header, { ...payload, note: "???>>>" }).replaceAll("_", "/").replaceAll("-", "+"), "TOKEN_NOT_BASE64URL"],
  ["a blank inside", `${head}. ${body}.${tail}`, "TOKEN_NOT_BASE64URL"],
  ["a line break at the end", `${good}\n`, "TOKEN_NOT_BASE64URL"],
  ["a null character at the end", `${good}\0`, "TOKEN_NOT_BASE64URL"],
  ["other spare bits in the signature's last character", `${head}.${body}.${spareBits(tail)}`, "TOKEN_NOT_BASE64URL"],
  ["a signature of one character too many", `${good}A`, "TOKEN_SIGNATURE_FORM"],
  ["full-width letters", good.replace("e", "ｅ"), "TOKEN_NOT_BASE64URL"],
  ["a header that is no JSON", made("{alg:ES256}"), "TOKEN_NOT_JSON"],
  ["a header that is null", made("null"), "TOKEN_NOT_JSON"],
  ["a header that is a list", made([header]), "TOKEN_NOT_JSON"],
  ["a header that is a text of JSON", made(JSON.stringify(JSON.stringify(header))), "TOKEN_NOT_JSON"],
  ["a header with a byte order mark", made(`\u{feff}${JSON.stringify(header)}`), "TOKEN_NOT_JSON"],
  ["a header in bytes that are no UTF-8", made(Buffer.from(`{"alg":"ES256","typ":"at+jwt","kid":"k1","x":"\xff"}`, "latin1")), "TOKEN_NOT_JSON"],
  ["a header with something after it", made(`${JSON.stringify(header)}x`), "TOKEN_NOT_JSON"],
  ["a payload that is no JSON", made(header, "sub=kim"), "TOKEN_NOT_JSON"],
  ["a payload that is a list", made(header, [payload]), "TOKEN_NOT_JSON"],
  ["a payload that is null", made(header, "null"), "TOKEN_NOT_JSON"],
  ["a payload that is empty", made(header, ""), "TOKEN_NOT_JSON"],
  ["a payload in UTF-16", made(header, Buffer.from(JSON.stringify(payload), "utf16le")), "TOKEN_NOT_JSON"],
  ["`alg` twice", made(twice(header, `"alg":"none"`)), "TOKEN_MEMBER_TWICE"],
  ["`alg` twice, once spelled with an escape", made(twice(header, `"\\u0061lg":"none"`)), "TOKEN_MEMBER_TWICE"],
  ["`duty` twice", made(header, twice(payload, `"duty":"auditor"`)), "TOKEN_MEMBER_TWICE"],
  ["the same `exp` twice", made(header, twice(payload, `"exp":${payload.exp}`)), "TOKEN_MEMBER_TWICE"],
  ["a member twice deep inside", made(header, twice(payload, `"x":[{"y":{"z":1,"z":2}}]`)), "TOKEN_MEMBER_TWICE"],
  // the header
  ["unsigned (`none`)", `${encoded({ ...header, alg: "none" })}.${body}.`, "TOKEN_ALGORITHM"],
  ["`none` with the signature kept", heading({ alg: "none" }), "TOKEN_ALGORITHM"],
  ["`nOnE`", heading({ alg: "nOnE" }), "TOKEN_ALGORITHM"],
  ["no algorithm", heading({ alg: undefined }), "TOKEN_ALGORITHM"],
  ["a list of algorithms", heading({ alg: ["ES256"] }), "TOKEN_ALGORITHM"],
  ["`es256`", heading({ alg: "es256" }), "TOKEN_ALGORITHM"],
  ["HMAC with the public key as its secret (HS256)", made({ ...header, alg: "HS256" }, payload, (text) => createHmac("sha256", publicKey.export({ type: "spki", format: "pem" })).update(text).digest()), "TOKEN_ALGORITHM"],
  ["HMAC of 64 bytes under the name of ES256", made(header, payload, (text) => createHmac("sha512", publicKey.export({ type: "spki", format: "der" })).update(text).digest()), "TOKEN_SIGNATURE_WRONG"],
  ["RSA (RS256)", made({ ...header, alg: "RS256", kid: "rsa" }, payload, (text) => createSign("sha256").update(text).sign(rsa.privateKey)), "TOKEN_ALGORITHM"],
  ["RSA-PSS (PS256)", heading({ alg: "PS256" }), "TOKEN_ALGORITHM"],
  ["ES384", made({ ...header, alg: "ES384", kid: "p384" }, payload, (text) => jose(text, p384.privateKey)), "TOKEN_ALGORITHM"],
  ["EdDSA", heading({ alg: "EdDSA" }), "TOKEN_ALGORITHM"],
  ["the key brought along (`jwk`)", made({ ...header, jwk: stranger.publicKey.export({ format: "jwk" }) }, payload, (text) => jose(text, stranger.privateKey)), "TOKEN_HEADER_FORBIDDEN"],
  ["the place of the key (`jku`)", heading({ jku: "https://evil.example/keys" }), "TOKEN_HEADER_FORBIDDEN"],
  ["the place of a certificate (`x5u`)", heading({ x5u: "https://evil.example/cert" }), "TOKEN_HEADER_FORBIDDEN"],
  ["a certificate (`x5c`)", heading({ x5c: ["MIIB"] }), "TOKEN_HEADER_FORBIDDEN"],
  ["an extension that must be understood (`crit`)", heading({ crit: ["exp"] }), "TOKEN_HEADER_FORBIDDEN"],
  ["an empty `crit`", heading({ crit: [] }), "TOKEN_HEADER_FORBIDDEN"],
  ["a `crit` of null", heading({ crit: null }), "TOKEN_HEADER_FORBIDDEN"],
  ["compression (`zip`)", heading({ zip: "DEF" }), "TOKEN_HEADER_FORBIDDEN"],
  ["a payload that is not encoded (`b64`)", heading({ b64: false, crit: ["b64"] }), "TOKEN_HEADER_FORBIDDEN"],
  ["encryption (`enc`)", heading({ enc: "A256GCM" }), "TOKEN_HEADER_FORBIDDEN"],
  ["a token in a token (`cty`)", heading({ cty: "JWT" }), "TOKEN_HEADER_FORBIDDEN"],
  ["an ID token (`typ` JWT)", heading({ typ: "JWT" }), "TOKEN_TYPE"],
  ["no `typ`", heading({ typ: undefined }), "TOKEN_TYPE"],
  ["a log-out token", heading({ typ: "logout+jwt" }), "TOKEN_TYPE"],
  ["a `typ` in capitals", heading({ typ: "AT+JWT" }), "TOKEN_TYPE"],
  ["a list of types", heading({ typ: ["at+jwt"] }), "TOKEN_TYPE"],
  // the key
  ["no key id", heading({ kid: undefined }), "TOKEN_KEY_UNNAMED"],
  ["an empty key id", heading({ kid: "" }), "TOKEN_KEY_UNNAMED"],
  ["a key id that is a number", heading({ kid: 1 }), "TOKEN_KEY_UNNAMED"],
  ["a key id that is a list", heading({ kid: ["k1"] }), "TOKEN_KEY_UNNAMED"],
  ["an unknown key", heading({ kid: "k2" }), "TOKEN_KEY_UNKNOWN"],
  ["a key id with a null character", heading({ kid: "k1\0" }), "TOKEN_KEY_UNKNOWN"],
  ["a path as key id", heading({ kid: "../../../dev/null" }), "TOKEN_KEY_UNKNOWN"],
  ["`__proto__` as key id", made(`{"alg":"ES256","typ":"at+jwt","kid":"__proto__"}`), "TOKEN_KEY_UNKNOWN"],
  ["SQL as key id", heading({ kid: "' or 1=1 --" }), "TOKEN_KEY_UNKNOWN"],
  ["a key whose time is over", heading({ kid: "expired" }), "TOKEN_KEY_EXPIRED"],
  ["a key of P-384", heading({ kid: "p384" }), "TOKEN_KEY_UNSUITABLE"],
  ["a key of secp256k1, with a signature of the right length", made({ ...header, kid: "secp256k1" }, payload, (text) => jose(text, secp256k1.privateKey)), "TOKEN_KEY_UNSUITABLE"],
  ["a key of RSA under ES256", heading({ kid: "rsa" }), "TOKEN_KEY_UNSUITABLE"],
  ["a private key where a public one belongs", heading({ kid: "private" }), "TOKEN_KEY_UNSUITABLE"],
  ["a finder of keys that fails", heading({ kid: "broken" }), "TOKEN_KEYS_UNAVAILABLE"],
  // the signature
  ["no signature", `${head}.${body}.`, "TOKEN_SIGNATURE_FORM"],
  ["a signature in DER", made(header, payload, (text) => createSign("sha256").update(text).sign(privateKey)), "TOKEN_SIGNATURE_FORM"],
  ["a byte after the signature", made(header, payload, (text) => Buffer.concat([jose(text, privateKey), Buffer.of(0)])), "TOKEN_SIGNATURE_FORM"],
  ["a signature cut by a byte", made(header, payload, (text) => jose(text, privateKey).subarray(1)), "TOKEN_SIGNATURE_FORM"],
  ["two signatures", made(header, payload, (text) => Buffer.concat([jose(text, stranger.privateKey), jose(text, privateKey)])), "TOKEN_SIGNATURE_FORM"],
  ["a signature of zeros (r and s are 0)", made(header, payload, () => Buffer.alloc(64)), "TOKEN_SIGNATURE_WRONG"],
  ["a signature of ones", made(header, payload, () => Buffer.alloc(64, 0xff)), "TOKEN_SIGNATURE_WRONG"],
  ["a signature at random", made(header, payload, () => randomBytes(64)), "TOKEN_SIGNATURE_WRONG"],
  ["a stranger's signature", made(header, payload, (text) => jose(text, stranger.privateKey)), "TOKEN_SIGNATURE_WRONG"],
  ["r and s exchanged", made(header, payload, (text) => Buffer.concat([jose(text, privateKey).subarray(32), jose(text, privateKey).subarray(0, 32)])), "TOKEN_SIGNATURE_WRONG"],
  ["another token's signature", `${head}.${encoded({ ...payload, duty: "approver" })}.${tail}`, "TOKEN_SIGNATURE_WRONG"],
  ["the signature over the payload alone", made(header, payload, () => jose(body, privateKey)), "TOKEN_SIGNATURE_WRONG"],
  // the claims, of tokens that the issuer signed
  ["of another issuer", claiming({ iss: "https://other.example" }), "TOKEN_ISSUER"],
  ["of an issuer with a slash more", claiming({ iss: `${authority.issuer}/` }), "TOKEN_ISSUER"],
  ["of no issuer", without("iss"), "TOKEN_ISSUER"],
  ["of a list of issuers", claiming({ iss: [authority.issuer] }), "TOKEN_ISSUER"],
  ["for another audience", claiming({ aud: "portal" }), "TOKEN_AUDIENCE"],
  ["for no audience", without("aud"), "TOKEN_AUDIENCE"],
  ["for an empty list", claiming({ aud: [] }), "TOKEN_AUDIENCE"],
  ["for a list with a number", claiming({ aud: ["epigraph", 1] }), "TOKEN_AUDIENCE"],
  ["for an object", claiming({ aud: { epigraph: true } }), "TOKEN_AUDIENCE"],
  ["without an end", without("exp"), "TOKEN_TIMES"],
  ["without a time of issue", without("iat"), "TOKEN_TIMES"],
  ["with an end that is text", claiming({ exp: String(seconds + 300) }), "TOKEN_TIMES"],
  ["with an end between two seconds", claiming({ exp: seconds + 0.5 }), "TOKEN_TIMES"],
  ["with an end beyond all numbers", made(header, JSON.stringify(payload).replace(/"exp":\d+/, '"exp":1e999')), "TOKEN_TIMES"],
  ["issued before the epoch", claiming({ iat: -1 }), "TOKEN_TIMES"],
  ["with a start that is null", claiming({ nbf: null }), "TOKEN_TIMES"],
  ["that ends when it begins", claiming({ exp: seconds }), "TOKEN_TIMES"],
  ["that ends before it may be used", claiming({ nbf: seconds + 300 }), "TOKEN_TIMES"],
  ["that lives for a day", claiming({ exp: seconds + 86_400 }), "TOKEN_LIVES_TOO_LONG"],
  ["that has expired", claiming({ iat: seconds - 300, exp: seconds }), "TOKEN_EXPIRED"],
  ["of tomorrow", claiming({ iat: seconds + 86_400, exp: seconds + 86_500 }), "TOKEN_NOT_YET_VALID"],
  ["not to be used yet", claiming({ nbf: seconds + 120 }), "TOKEN_NOT_YET_VALID"],
  ["bound to a key that nobody shows (`cnf`)", claiming({ cnf: { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } }), "TOKEN_BOUND"],
  ["of somebody who acts for the holder (`act`)", claiming({ act: { sub: "lee" } }), "TOKEN_BOUND"],
  ["without a subject", without("sub"), "TOKEN_ACCOUNT"],
  ["with an empty subject", claiming({ sub: "" }), "TOKEN_ACCOUNT"],
  ["with a subject that is a list", claiming({ sub: ["kim"] }), "TOKEN_ACCOUNT"],
  ["with a subject that breaks the line of a log", claiming({ sub: "kim\nlee" }), "TOKEN_ACCOUNT"],
  ["with a subject of 256 characters", claiming({ sub: "k".repeat(256) }), "TOKEN_ACCOUNT"],
  ["that calls itself the public", claiming({ sub: "public" }), "TOKEN_ACCOUNT"],
  ["without a session", without("sid"), "TOKEN_ACCOUNT"],
  ["of the session `none`", claiming({ sid: "none" }), "TOKEN_ACCOUNT"],
  ["with an agency that is a number", claiming({ agency: 7 }), "TOKEN_ACCOUNT"],
  ["of an unknown duty", claiming({ duty: "superuser" }), "TOKEN_DUTY"],
  ["of two duties", claiming({ duty: ["local-investigator", "approver"] }), "TOKEN_DUTY"],
  ["of a duty of every object", claiming({ duty: "constructor" }), "TOKEN_DUTY"],
  ["of a public visitor", claiming({ duty: "public-visitor" }), "TOKEN_DUTY"],
  ["without a duty", without("duty"), "TOKEN_DUTY"],
  ["with more clearance than the duty has", claiming({ duty: "auditor", clearance: 3 }), "TOKEN_CLEARANCE"],
  ["with a clearance of 5", claiming({ clearance: 5 }), "TOKEN_CLEARANCE"],
  ["with a clearance below nothing", claiming({ clearance: -1 }), "TOKEN_CLEARANCE"],
  ["with half a clearance", claiming({ clearance: 3.5 }), "TOKEN_CLEARANCE"],
  ["with a clearance in words", claiming({ clearance: "4" }), "TOKEN_CLEARANCE"],
  ["with a clearance of null", claiming({ clearance: null }), "TOKEN_CLEARANCE"],
  ["without jurisdictions", without("jurisdictions"), "TOKEN_JURISDICTIONS"],
  ["with a jurisdiction that is a number", claiming({ jurisdictions: [1_168_000_000] }), "TOKEN_JURISDICTIONS"],
  ["with a jurisdiction that is a list", claiming({ jurisdictions: [["1168000000"]] }), "TOKEN_JURISDICTIONS"],
  ["with a jurisdiction for a pattern", claiming({ jurisdictions: ["11%"] }), "TOKEN_JURISDICTIONS"],
  ["with jurisdictions in one text", claiming({ jurisdictions: "1168000000" }), "TOKEN_JURISDICTIONS"],
  ["of a log-in by password alone", claiming({ amr: ["pwd"] }), "TOKEN_LOGIN"],
  ["of a log-in both as a person and as a client", claiming({ amr: ["otp", "client"] }), "TOKEN_LOGIN"],
  ["of no log-in", without("amr"), "TOKEN_LOGIN"],
  ["of a log-in in one text", claiming({ amr: "otp" }), "TOKEN_LOGIN"],
];

const faultOf = (token: string): string => {
  const verdict = judgeToken(token, parts);
  return verdict.outcome === "refused" ? verdict.fault : "accepted";
};
/** No piece of the token but what any sentence might have. */
function expectNothingOf(token: string, message: string): void {
  for (const piece of token.split(".")) if (piece.length > 12) expect(message).not.toContain(piece);
  expect(message).not.toMatch(/kim|secret|eyJ|x{20}|https?:/);
}

describe("a token is refused", () => {
  it.each(attacks)("%s", (_name, token, code) => {
    expect(faultOf(token)).toBe(code);
    expect(() => checkToken(token, parts)).toThrow(expect.objectContaining({ code, message: tokenFaults[code] }));
    expectNothingOf(token, tokenFaults[code]);
  });

  it("under its own name, and every reason to refuse one is in the table", () => {
    expect(new Set(attacks.map(([name]) => name)).size).toBe(attacks.length);
    expect([...new Set(attacks.map(([, , code]) => code)), "TOKEN_AUTHORITY_UNSET"].sort()).toEqual(Object.keys(tokenFaults).sort());
    expect(attacks.length).toBeGreaterThanOrEqual(60);
  });

  it("where no issuer or audience is set to compare with", () => {
    for (const change of [{ issuer: "" }, { audience: "" }]) expect(judgeToken(made(header, { ...payload, iss: "", aud: "" }), { ...parts, authority: { ...authority, ...change } })).toEqual({ outcome: "refused", fault: "TOKEN_AUTHORITY_UNSET" });
  });

  it("and the good one, from which all of them are made, is not", () => {
    expect(faultOf(good)).toBe("accepted");
  });
});

describe("whatever is done to a good token", () => {
  const token = fc.record({ account: fc.stringMatching(/^[a-z.]{3,12}$/), duty: fc.constantFrom<Duty>("auditor", "approver", "local-investigator"), session: fc.uuid() }).map((claims) =>
    signToken({ agency: "a", jurisdictions: [], authenticatedBy: "otp", ...claims }, authority, { kid: "k1", privateKey }, now, 300),
  );

  it("a flipped bit in any of its bytes is refused", () => {
    fc.assert(
      fc.property(token, fc.nat(), fc.integer({ min: 0, max: 7 }), (text, at, bit) => {
        const bytes = Buffer.from(text);
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        expect(faultOf(bytes.toString("latin1"))).not.toBe("accepted");
      }),
      { numRuns: 1_000 },
    );
  });

  it("a flipped bit in what it encodes is refused", () => {
    fc.assert(
      fc.property(token, fc.integer({ min: 0, max: 2 }), fc.nat(), fc.integer({ min: 0, max: 7 }), (text, part, at, bit) => {
        const pieces = text.split(".").map((piece) => Buffer.from(piece, "base64url"));
        const bytes = pieces[part] ?? Buffer.alloc(1);
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
        expect(faultOf(pieces.map((piece) => piece.toString("base64url")).join("."))).not.toBe("accepted");
      }),
      { numRuns: 1_000 },
    );
  });

  it("a piece taken out, doubled or exchanged with another token's is refused", () => {
    fc.assert(
      fc.property(token, token, fc.integer({ min: 0, max: 2 }), fc.nat(), fc.integer({ min: 1, max: 40 }), (one, other, part, at, length) => {
        const start = at % one.length;
        const cut = one.slice(0, start) + one.slice(start + length);
        const doubled = one.slice(0, start + length) + one.slice(start);
        const exchanged = one.split(".").map((piece, index) => (index === part ? other.split(".")[part] : piece)).join(".");
        for (const changed of [cut, doubled, exchanged]) if (changed !== one && changed !== other) expect(faultOf(changed)).not.toBe("accepted");
      }),
      { numRuns: 300 },
    );
  });
});

it("the other signature that the same key and text have (s and n - s) is taken: RFC 7518 gives no choice, and nothing here is known by a token's text but its cache", () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = order - BigInt(`0x${signature.subarray(32).toString("hex")}`);
  const twin = Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
  expect(faultOf(`${head}.${body}.${twin.toString("base64url")}`)).toBe("accepted");
});

it("garbage of any kind is refused with a reason of the list and without a piece of it", () => {
  const base64 = fc.string({ unit: "binary" }).map((text) => Buffer.from(text).toString("base64url"));
  const garbage = fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.oneof(base64, fc.json().map(encoded), fc.constantFrom(head, body, tail)), { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(".")));
  fc.assert(
    fc.property(garbage.filter((token) => token !== good), (token) => {
      expect(Object.keys(tokenFaults)).toContain(faultOf(token));
      try {
        checkToken(token, parts);
      } catch (error) {
        expect(error).toBeInstanceOf(AuthzError);
        expectNothingOf(token, (error as AuthzError).message);
      }
    }),
    { numRuns: 500 },
  );
});
