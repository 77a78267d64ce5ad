/** The token issuer's public keys, from a JSON Web Key Set (RFC 7517). Not where the set comes from. */
import { createPublicKey, type KeyObject } from "node:crypto";
import { AuthzError } from "./error.js";
import type { Instant } from "./names.js";

/** The only signature algorithm accepted: ECDSA on P-256 (RFC 7518, section 3.4). */
export const algorithm = "ES256";

/** Finds the public key of a key id: `undefined` when it is not in the set, `expired` when its own time is over. One id gives one KeyObject, again and again. */
export type KeyFinder = (kid: string, now: Instant) => KeyObject | "expired" | undefined;

/**
 * Reads a key set. Keys for other uses, curves or algorithms are passed over (section 5). The key before the present one stays good as long as the set lists it;
 * a member `exp` (seconds since the epoch, not in the RFC but in use) ends a key by itself.
 * @throws AuthzError KEY_INVALID when it is none, holds a private key or one id twice, or has no key for us; without the keys in it
 */
export function keysOf(jwks: string): KeyFinder {
  const known = new Map<string, { readonly key: KeyObject; readonly until: Instant }>();
  for (const jwk of readKeySet(jwks)) {
    if ("d" in jwk || "k" in jwk) throw new AuthzError("KEY_INVALID", "the key set holds a secret key: publish the public keys only, and change that key");
    if (!isForVerification(jwk)) continue;
    if (known.has(jwk.kid)) throw new AuthzError("KEY_INVALID", "the key set has two keys of one id: give each its own `kid`");
    known.set(jwk.kid, { key: publicKey(jwk), until: endOf(jwk) });
  }
  if (known.size === 0) throw new AuthzError("KEY_INVALID", `the key set has no key for ${algorithm} signatures with a \`kid\``);
  return (kid, now) => {
    const found = known.get(kid);
    return found && (now < found.until ? found.key : "expired");
  };
}

/** Whether a key can verify ES256: a public key on P-256. */
export const isSuitable = (key: KeyObject): boolean => key.type === "public" && key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1";

type Jwk = Readonly<Record<string, unknown>>;

function readKeySet(jwks: string): readonly Jwk[] {
  try {
    const { keys } = JSON.parse(jwks) as { readonly keys: unknown };
    if (Array.isArray(keys) && keys.every((key) => typeof key === "object" && key !== null)) return keys as Jwk[];
  } catch {
    // falls through: not JSON
  }
  throw notAKeySet();
}

function isForVerification(jwk: Jwk): jwk is Jwk & { readonly kid: string } {
  const { kid, kty, crv, use, alg, key_ops: operations } = jwk;
  const forSignatures = (use === undefined || use === "sig") && (operations === undefined || (Array.isArray(operations) && operations.includes("verify")));
  return typeof kid === "string" && kid !== "" && kty === "EC" && crv === "P-256" && (alg === undefined || alg === algorithm) && forSignatures;
}

function publicKey(jwk: Jwk): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    throw notAKeySet();
  }
}

function endOf({ exp }: Jwk): Instant {
  if (exp === undefined) return Infinity;
  if (typeof exp !== "number" || !Number.isFinite(exp)) throw new AuthzError("KEY_INVALID", "a key's `exp` is not a number of seconds");
  return exp * 1000;
}

const notAKeySet = (): AuthzError => new AuthzError("KEY_INVALID", "the key set is not a JSON Web Key Set (RFC 7517) of public keys");
