/** Which bearer tokens make a principal, and that a refusal never repeats the token. Which keys are taken: see key-set.test.ts. */
import { createHmac, generateKeyPairSync, type KeyObject } from "node:crypto";
import fc from "fast-check";
import jwt from "jsonwebtoken";
import { dutyTable } from "./duties.js";
import { AuthzError } from "./error.js";
import { type Duty, duties } from "./names.js";
import { publicVisitor, signToken, type TokenClaims, verifyToken } from "./token.js";

const now = Date.UTC(2020, 4, 10);
const seconds = now / 1000;
const authority = { issuer: "https://id.example", audience: "epigraph" };
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const keyOf = (kid: string): KeyObject | undefined => (kid === "k1" ? publicKey : undefined);

const claims: TokenClaims = { account: "kim", duty: "local-investigator", agency: "gangnam-health", jurisdictions: ["1168000000"], session: "s1", authenticatedBy: "otp" };
const good = signToken(claims, authority, { kid: "k1", privateKey }, now, 600);
const verify = (token: string, at = now): unknown => verifyToken(token, authority, keyOf, at);

const standard = { sub: "kim", duty: "local-investigator", agency: "a", jurisdictions: ["1168000000"], sid: "s1", amr: ["otp"], iss: authority.issuer, aud: authority.audience, iat: seconds, exp: seconds + 600 };
/** A token with these claims changed; `undefined` leaves one out. */
const signed = (change: Record<string, unknown>, options: jwt.SignOptions = {}, key: KeyObject = privateKey): string => {
  const payload = Object.fromEntries(Object.entries({ ...standard, ...change }).filter(([, value]) => value !== undefined));
  return jwt.sign(JSON.stringify(payload), key, { algorithm: "ES256", keyid: "k1", ...options });
};
const part = (value: unknown): string => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const [head = "", middle = "", signature = ""] = good.split(".");
const hmac = (text: string): string => `${text}.${createHmac("sha256", publicKey.export({ type: "spki", format: "pem" })).update(text).digest("base64url")}`;

describe("a good token", () => {
  it("makes the principal that it was signed for, with the clearance and door of the duty", () => {
    expect(verify(good)).toEqual({ account: "kim", duty: "local-investigator", clearance: 4, agency: "gangnam-health", jurisdictions: ["1168000000"], session: "s1", authenticatedBy: "otp", door: "clearance" });
  });

  it.each(duties.filter((duty) => duty !== "public-visitor"))("gives %s no more than the duty has, whatever else it claims", (duty: Duty) => {
    expect(verify(signed({ duty, clearance: 4, door: "clearance" }))).toMatchObject({ duty, clearance: dutyTable[duty].clearance, door: dutyTable[duty].door });
  });

  it("is good from its first second to the one before its last", () => {
    expect(() => verify(good, now)).not.toThrow();
    expect(() => verify(good, now + 599_999)).not.toThrow();
  });
});

describe("a token is refused", () => {
  it.each([
    { why: "unsigned (alg none)", token: `${part({ alg: "none", typ: "JWT", kid: "k1" })}.${middle}.`, message: "must be signed with ES256" },
    { why: "signed with the public key as a secret (HS256)", token: hmac(`${part({ alg: "HS256", typ: "JWT", kid: "k1" })}.${middle}`), message: "must be signed with ES256" },
    { why: "signed with RSA (RS256)", token: signed({}, { algorithm: "RS256" }, rsa), message: "must be signed with ES256" },
    { why: "that names no key", token: jwt.sign(standard, privateKey, { algorithm: "ES256" }), message: "names no key" },
    { why: "whose key is unknown", token: signed({}, { keyid: "k2" }), message: "key is not known" },
    { why: "signed by someone else", token: signed({}, {}, stranger), message: "not valid here" },
    { why: "with its claims exchanged", token: `${head}.${part({ ...standard, duty: "approver" })}.${signature}`, message: "not valid here" },
    { why: "of another issuer", token: signed({ iss: "https://other.example" }), message: "not valid here" },
    { why: "of no issuer", token: signed({ iss: undefined }), message: "not valid here" },
    { why: "for another audience", token: signed({ aud: "portal" }), message: "not valid here" },
    { why: "for no audience", token: signed({ aud: undefined }), message: "not valid here" },
    { why: "that is expired", token: signed({ exp: seconds }), message: "has expired" },
    { why: "that never expires", token: signed({ exp: undefined }), message: "lacks `sub` or `exp`" },
    { why: "that is not yet valid", token: signed({ nbf: seconds + 1 }), message: "not valid here" },
    { why: "that is too long", token: signed({ note: "x".repeat(9_000) }), message: "too long" },
    { why: "with an extension that must be understood", token: signed({}, { header: { alg: "ES256", crit: ["exp"] } }), message: "`crit`" },
    { why: "without a subject", token: signed({ sub: undefined }), message: "lacks `sub`" },
    { why: "with an empty subject", token: signed({ sub: "" }), message: "lacks `sub`" },
    { why: "without a session", token: signed({ sid: undefined }), message: "`agency` or `sid`" },
    { why: "with an agency that is no text", token: signed({ agency: 7 }), message: "`agency` or `sid`" },
    { why: "without jurisdictions", token: signed({ jurisdictions: undefined }), message: "not region codes" },
    { why: "with a jurisdiction that is a number", token: signed({ jurisdictions: [1_168_000_000] }), message: "not region codes" },
    { why: "with a jurisdiction that is a list", token: signed({ jurisdictions: [["1168000000"]] }), message: "not region codes" },
    { why: "with a jurisdiction that is a pattern", token: signed({ jurisdictions: ["11%"] }), message: "not region codes" },
    { why: "of an unknown duty", token: signed({ duty: "minister" }), message: "no known duty" },
    { why: "of a public visitor", token: signed({ duty: "public-visitor" }), message: "no known duty" },
    { why: "of a duty that is a list", token: signed({ duty: ["auditor"] }), message: "no known duty" },
    { why: "that does not say how its holder logged in", token: signed({ amr: undefined }), message: "(`amr`)" },
    { why: "of a holder who logged in with a password alone", token: signed({ amr: ["pwd"] }), message: "(`amr`)" },
    { why: "whose payload is text", token: `${head}.${part("kim-secret")}.${signature}`, message: "not valid here" },
    { why: "whose header is text", token: `${part("kim-secret")}.${middle}.${signature}`, message: "header cannot be read" },
    { why: "whose header is null", token: `${part("null")}.${middle}.${signature}`, message: "header cannot be read" },
    { why: "in another spelling of base64", token: `${good}=`, message: "not three parts in base64url" },
    { why: "of two parts", token: `${head}.${middle}`, message: "not three parts in base64url" },
    { why: "that is empty", token: "", message: "not three parts in base64url" },
  ])("$why", ({ token, message }) => {
    expect(() => verify(token)).toThrow(expect.objectContaining({ code: "TOKEN_INVALID", message: expect.stringContaining(message) }));
    expect(refusal(token)).not.toMatch(/kim|secret|eyJ|x{20}/);
  });

  it("where no issuer is set to compare with", () => {
    for (const change of [{ issuer: "" }, { audience: "" }]) expect(() => verifyToken(good, { ...authority, ...change }, keyOf, now)).toThrow("no issuer or audience is set here");
  });

  it("whatever the garbage, with our own error and without a piece of it", () => {
    const base64 = fc.string({ unit: "binary" }).map((text) => Buffer.from(text).toString("base64url"));
    const garbage = fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.oneof(base64, fc.json().map(part), fc.constantFrom(head, middle, signature)), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(".")));
    fc.assert(
      fc.property(garbage.filter((token) => token !== good), (token) => {
        const message = refusal(token);
        expect(message).toMatch(/^the token/);
        for (const piece of token.split(".")) if (piece.length > 12) expect(message).not.toContain(piece);
      }),
      { numRuns: 500 },
    );
  });
});

it("the public visitor has no jurisdiction and no clearance", () => {
  expect(publicVisitor).toMatchObject({ duty: "public-visitor", clearance: 0, jurisdictions: [], authenticatedBy: "none", door: "public" });
});

function refusal(token: string): string {
  try {
    verify(token);
  } catch (error) {
    if (error instanceof AuthzError) return error.message;
    return `not our error: ${String(error)}`;
  }
  return "no error";
}
