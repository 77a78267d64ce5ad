/** The form of a token, before its signature is looked at: three parts, each in one spelling, and a header that asks for nothing special. Not its claims. */
import { algorithm } from "./key-set.js";
import { strictObject } from "./strict-json.js";
import type { TokenFault } from "./token-fault.js";

export type TokenForm = { readonly kid: string; readonly payload: Readonly<Record<string, unknown>> };

/** In characters. */
export const tokenSizeCap = 8_192;
/** RFC 9068, section 2.1. */
const types: readonly unknown[] = ["at+jwt", "application/at+jwt"];
/** They would bring a key along (RFC 7515, 4.1.2 to 4.1.6), ask for extensions (4.1.11, RFC 7797), or say that the payload is something else. */
const forbidden = ["jku", "jwk", "x5u", "x5c", "crit", "zip", "b64", "enc", "cty"];
/** r and s of P-256, 32 bytes each (RFC 7518, section 3.4): neither DER, nor anything after it. */
const signatureBytes = 64;

/** Strict where jsonwebtoken is lenient. */
export function formOf(token: string): TokenForm | TokenFault {
  if (token.length > tokenSizeCap) return "TOKEN_TOO_LONG";
  const parts = token.split(".");
  if (parts.length !== 3) return "TOKEN_NOT_THREE_PARTS";
  const [head, body, signature] = parts.map((part) => Buffer.from(part, "base64url")) as [Buffer, Buffer, Buffer];
  // node's decoder skips what is not base64url and takes spare bits, so that one token would have many spellings
  if (![head, body, signature].every((bytes, index) => bytes.toString("base64url") === parts[index])) return "TOKEN_NOT_BASE64URL";
  const header = strictObject(head);
  if (typeof header === "string") return jsonFaults[header];
  const fault = headerFault(header);
  if (fault) return fault;
  const payload = strictObject(body);
  if (typeof payload === "string") return jsonFaults[payload];
  return signature.length === signatureBytes ? { kid: header["kid"] as string, payload } : "TOKEN_SIGNATURE_FORM";
}

const jsonFaults = { "not-an-object": "TOKEN_NOT_JSON", "member-twice": "TOKEN_MEMBER_TWICE" } as const;

function headerFault(header: Readonly<Record<string, unknown>>): TokenFault | undefined {
  if (forbidden.some((name) => Object.hasOwn(header, name))) return "TOKEN_HEADER_FORBIDDEN";
  if (header["alg"] !== algorithm) return "TOKEN_ALGORITHM";
  if (!types.includes(header["typ"])) return "TOKEN_TYPE";
  return typeof header["kid"] === "string" && header["kid"] !== "" ? undefined : "TOKEN_KEY_UNNAMED";
}
