/** The signed context that the gateway hands to a subgraph: who asks, for what purpose, bound to one service and one body. Not the token of the user. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { AuthzError } from "./error.js";
import type { Door, Instant, ServiceName, Sha256 } from "./names.js";
import type { RequestContext } from "./principal.js";

/** How long a context lives, in milliseconds. */
export const contextLifetimeMs = 30_000;
/** How far two machines' clocks may be apart, in milliseconds. */
const clockSkewMs = 2_000;
const sizeCap = 16_384;

export const sha256 = (text: string): Sha256 => createHash("sha256").update(text).digest("hex") as Sha256;

/** What the database is shown of a context: it checks the tag with a key that no subgraph has. */
export type SignedClaims = { readonly payload: string; readonly tag: string };

/**
 * `base64url(JSON).tag.claimsTag`, both tags base64url(HMAC-SHA256) of the payload. `key`: at least 32 bytes, one per gateway-subgraph pair; `claimsKey`: likewise,
 * known to the gateway and the database only, so that not even a subgraph's process can raise its claims there.
 */
export function signContext(context: RequestContext, key: Buffer, claimsKey: Buffer): string {
  const payload = Buffer.from(JSON.stringify(context)).toString("base64url");
  return [payload, mac(payload, key), mac(payload, claimsKey)].join(".");
}

/** What a door signs claims with: but for the clearance door a key made of the claims key. The database believes the agency door's of its own duties only, and the public door's of nothing. */
export const claimsKeyOfDoor = (claimsKey: Buffer, door: Door): Buffer => (door === "clearance" ? claimsKey : createHmac("sha256", claimsKey).update(door).digest());

/** The parts of a verified context that the database checks once more. */
export function claimsOf(header: string): SignedClaims {
  const [payload = "", , tag = ""] = header.split(".");
  return { payload, tag };
}

/** Headers of an upload that mean something, in the order in which they are signed. */
export const uploadHeaders = ["content-type", "content-encoding", "epigraph-file-name", "epigraph-dry-run", "epigraph-profile", "epigraph-corrects", "epigraph-offset", "epigraph-last"] as const;

/** What is signed in the place of a body that is too long to wait for: what is done, with which headers. `headers`: by lower-case names. */
export function uploadHead(method: string, path: string, headers: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const said = uploadHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
  return JSON.stringify([method, path, said]);
}

/** @throws AuthzError CONTEXT_INVALID when it is missing, forged, for another service or body, or too old. Whether the third part is right only the database can tell. */
export function verifyContext(header: string | undefined, expected: { readonly audience: ServiceName; readonly body: string; readonly key: Buffer; readonly now: Instant }): RequestContext {
  if (!header) throw invalid("no context: subgraphs answer the gateway only");
  if (header.length > sizeCap) throw invalid("the context is too long");
  if (!wellFormed.test(header)) throw invalid("the context is not of three parts");
  const [payload = "", tag = ""] = header.split(".");
  const given = Buffer.from(tag); // compared as text: node's decoder skips what is not base64url
  const right = Buffer.from(mac(payload, expected.key));
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw invalid("the context's signature is wrong");
  const context = JSON.parse(Buffer.from(payload, "base64url").toString()) as RequestContext;
  if (context.audience !== expected.audience) throw invalid("the context is for another service");
  if (context.bodyHash !== sha256(expected.body)) throw invalid("the context is for another body");
  if (expected.now >= context.expiresAt || context.issuedAt > expected.now + clockSkewMs || context.expiresAt - context.issuedAt > contextLifetimeMs) throw invalid("the context is not valid at this time");
  return context;
}

/** Reads a 32-byte key in base64url. @throws AuthzError KEY_INVALID, without the key in it */
export function contextKey(text: string | undefined, name: string): Buffer {
  const key = Buffer.from(text ?? "", "base64url");
  if (key.length < 32) throw new AuthzError("KEY_INVALID", `${name} must be at least 32 random bytes in base64url`);
  return key;
}

/** Payload, tag of the service's key, tag of the claims key; each tag is 32 bytes. */
const wellFormed = /^[\w-]+\.[\w-]{43}\.[\w-]{43}$/;

const mac = (payload: string, key: Buffer): string => createHmac("sha256", key).update(payload).digest("base64url");
const invalid = (message: string): AuthzError => new AuthzError("CONTEXT_INVALID", message);
