/** From headers to a principal and a purpose. Which tokens are good is told in authz. */
import { generateKeyPairSync } from "node:crypto";
import { publicVisitor, signToken } from "@epigraph/authz";
import { identify, type IdentityParts } from "./identity.js";

const now = Date.UTC(2020, 4, 10);
const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const authority = { issuer: "https://id.example", audience: "epigraph" };
const parts: IdentityParts = { authority, keyOf: (kid) => (kid === "k1" ? publicKey : undefined), clock: () => now };
const token = signToken({ account: "kim", duty: "auditor", agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp" }, authority, { kid: "k1", privateKey }, now, 60);

describe("who is at the door", () => {
  it("is the public visitor without a token", () => {
    expect(identify(undefined, undefined, parts)).toEqual({ principal: publicVisitor, purpose: "public-information" });
  });

  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`])("is the token's holder, however the scheme is spelled", (authorization) => {
    expect(identify(authorization, "audit", parts)).toMatchObject({ principal: { account: "kim", duty: "auditor", clearance: 2 }, purpose: "audit" });
  });

  it("has no purpose but public information unless it is stated", () => {
    expect(identify(`Bearer ${token}`, undefined, parts).purpose).toBe("public-information");
  });

  it.each([
    { what: "an empty header", authorization: "" },
    { what: "no token after the scheme", authorization: "Bearer" },
    { what: "another scheme", authorization: `Basic ${token}` },
    { what: "a bare token", authorization: token },
    { what: "two tokens", authorization: `Bearer ${token} ${token}` },
    { what: "two headers in one", authorization: `Bearer ${token}, Bearer ${token}` },
    { what: "a cut token", authorization: `Bearer ${token.slice(0, -9)}` },
    { what: "garbage", authorization: "Bearer garbage.garbage.garbage" },
  ])("is refused, never taken for the public: $what", ({ authorization }) => {
    expect(() => identify(authorization, undefined, parts)).toThrow(expect.objectContaining({ extensions: { code: "UNAUTHENTICATED", http: { status: 401 } }, message: expect.not.stringContaining("eyJ") }));
  });

  it("is refused once the token has expired, and told to get a new one", () => {
    expect(() => identify(`Bearer ${token}`, undefined, { ...parts, clock: () => now + 60_000 })).toThrow("the token has expired: get a new one");
  });

  it.each(["", "Audit", "curiosity", "audit, investigation", "__proto__"])("is refused with the purpose %p, which is not repeated", (purpose) => {
    expect(() => identify(undefined, purpose, parts)).toThrow(expect.objectContaining({ extensions: { code: "BAD_USER_INPUT", http: { status: 400 } }, message: expect.stringMatching(/^`epigraph-purpose` must be one of public-information, /) }));
  });

  it("is not taken for the public when the finder of keys itself fails", () => {
    const broken = { ...parts, keyOf: () => { throw new Error("secret"); } };
    expect(() => identify(`Bearer ${token}`, undefined, broken)).toThrow(expect.objectContaining({ extensions: { code: "UNAUTHENTICATED", http: { status: 401 } }, message: "the token is not valid here" }));
  });
});
