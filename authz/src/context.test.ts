/** The signed context: what the gateway signs a subgraph accepts, and nothing else. */
import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { claimsOf, contextKey, contextLifetimeMs, sha256, signContext, verifyContext } from "./context.js";
import { type Clearance, duties, type Instant, purposes, type ServiceName, services } from "./names.js";
import type { RequestContext } from "./principal.js";

const now: Instant = Date.UTC(2020, 4, 10);
const key = randomBytes(32);
const claimsKey = randomBytes(32);
const body = `{"query":"{ cases { pageInfo { endCursor } } }"}`;

const context = (change: Partial<RequestContext> = {}): RequestContext =>
  ({
    principal: { account: "kim", duty: "auditor", clearance: 2, agency: "a", jurisdictions: [], session: "s", authenticatedBy: "otp", door: "clearance" },
    purpose: "audit",
    audience: "cases",
    correlation: "c",
    operation: { hash: sha256("") },
    bodyHash: sha256(body),
    issuedAt: now,
    expiresAt: now + contextLifetimeMs,
    ...change,
  }) as RequestContext;
const verify = (header: string | undefined, change: Partial<Parameters<typeof verifyContext>[1]> = {}): RequestContext => verifyContext(header, { audience: "cases", body, key, now, ...change });
const [payload = "", tag = "", claimsTag = ""] = signContext(context(), key, claimsKey).split(".");
const refused = (message: string): Error => expect.objectContaining({ code: "CONTEXT_INVALID", message: expect.stringContaining(message) }) as Error;

describe("a context", () => {
  it("comes out as it was signed", () => {
    const anyContext = fc.record({
      principal: fc.record({
        account: fc.string({ unit: "binary" }),
        duty: fc.constantFrom(...duties),
        clearance: fc.integer({ min: 0, max: 4 }) as fc.Arbitrary<Clearance>,
        agency: fc.string({ unit: "grapheme" }),
        jurisdictions: fc.array(fc.string({ maxLength: 10 }), { maxLength: 20 }),
        session: fc.string(),
        authenticatedBy: fc.constantFrom("otp", "client", "none"),
        door: fc.constantFrom("public", "agency", "clearance"),
      }),
      purpose: fc.constantFrom(...purposes),
      audience: fc.constantFrom(...services),
      correlation: fc.string(),
      operation: fc.record({ name: fc.string(), hash: fc.string() }, { requiredKeys: ["hash"] }),
      age: fc.integer({ min: 0, max: contextLifetimeMs - 1 }),
      body: fc.string(),
    });
    fc.assert(
      fc.property(anyContext, ({ age, body: text, ...rest }) => {
        const signed = context({ ...(rest as unknown as RequestContext), bodyHash: sha256(text) });
        expect(verify(signContext(signed, key, claimsKey), { audience: rest.audience, body: text, now: now + age })).toEqual(signed);
      }),
    );
  });

  it.each([
    { what: "that is missing", header: undefined, message: "no context" },
    { what: "that is empty", header: "", message: "no context" },
    { what: "that is garbage", header: "not a context", message: "three parts" },
    { what: "without a signature", header: payload, message: "three parts" },
    { what: "with empty signatures", header: `${payload}..`, message: "three parts" },
    { what: "without the database's signature", header: `${payload}.${tag}`, message: "three parts" },
    { what: "whose database signature is empty", header: `${payload}.${tag}.`, message: "three parts" },
    { what: "whose database signature was cut", header: `${payload}.${tag}.${claimsTag.slice(0, -1)}`, message: "three parts" },
    { what: "with a fourth part", header: `${payload}.${tag}.${claimsTag}.${tag}`, message: "three parts" },
    { what: "with a line end after it", header: `${payload}.${tag}.${claimsTag}\n`, message: "three parts" },
    { what: "whose payload was cut", header: `${payload.slice(0, -4)}.${tag}.${claimsTag}`, message: "signature is wrong" },
    { what: "whose signature was cut", header: `${payload}.${tag.slice(0, -2)}.${claimsTag}`, message: "three parts" },
    { what: "whose signature is the database's", header: `${payload}.${claimsTag}.${claimsTag}`, message: "signature is wrong" },
    { what: "with junk that base64 decoders skip", header: `${payload}.${tag}!.${claimsTag}`, message: "three parts" },
    { what: "whose payload has junk that base64 decoders skip", header: `${payload}!.${tag}.${claimsTag}`, message: "three parts" },
    { what: "whose clearance was raised", header: `${Buffer.from(JSON.stringify({ ...context(), purpose: "investigation" })).toString("base64url")}.${tag}.${claimsTag}`, message: "signature is wrong" },
    { what: "signed with the key of another service", header: signContext(context(), randomBytes(32), claimsKey), message: "signature is wrong" },
    { what: "signed with another hash", header: `${payload}.${createHmac("sha512", key).update(payload).digest("base64url").slice(0, 43)}.${claimsTag}`, message: "signature is wrong" },
    { what: "that is longer than any true one", header: `${"A".repeat(20_000)}.${tag}.${claimsTag}`, message: "too long" },
    { what: "for another service", header: signContext(context({ audience: "audit" }), key, claimsKey), message: "for another service" },
    { what: "for another body", header: signContext(context({ bodyHash: sha256(`${body} `) }), key, claimsKey), message: "for another body" },
    { what: "that is expired", header: signContext(context({ issuedAt: now - contextLifetimeMs, expiresAt: now }), key, claimsKey), message: "not valid at this time" },
    { what: "from the future", header: signContext(context({ issuedAt: now + 2_001, expiresAt: now + 2_002 }), key, claimsKey), message: "not valid at this time" },
    { what: "that lives too long", header: signContext(context({ expiresAt: now + contextLifetimeMs + 1 }), key, claimsKey), message: "not valid at this time" },
  ])("$what is refused", ({ header, message }) => {
    expect(() => verify(header)).toThrow(refused(message));
  });

  it("shows the database its payload and the tag that only the gateway can make, and that tag is no business of the service", () => {
    expect(claimsOf(signContext(context(), key, claimsKey))).toEqual({ payload, tag: createHmac("sha256", claimsKey).update(payload).digest("base64url") });
    expect(verify(`${payload}.${tag}.${tag}`)).toEqual(context());
  });

  it("is accepted from a machine whose clock is two seconds ahead", () => {
    expect(verify(signContext(context({ issuedAt: now + 2_000, expiresAt: now + 20_000 }), key, claimsKey)).audience).toBe("cases");
  });

  it("is accepted by no service but its own", () => {
    const accepting = (audience: ServiceName): boolean => {
      try {
        return verify(signContext(context({ audience: "movements" }), key, claimsKey), { audience }).audience === audience;
      } catch {
        return false;
      }
    };
    expect(services.filter(accepting)).toEqual(["movements"]);
  });
});

describe("a context key", () => {
  it.each(["", "short", randomBytes(31).toString("base64url"), undefined])("%p is refused without being repeated", (text) => {
    expect(() => contextKey(text, "EPIGRAPH_CONTEXT_KEY_CASES")).toThrow(expect.objectContaining({ code: "KEY_INVALID", message: "EPIGRAPH_CONTEXT_KEY_CASES must be at least 32 random bytes in base64url" }));
  });

  it("of 32 bytes is read", () => expect(contextKey(key.toString("base64url"), "KEY")).toEqual(key));
});
