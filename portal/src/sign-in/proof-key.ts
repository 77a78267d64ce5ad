/** The proof key of one sign-in (PKCE, RFC 7636): a secret that stays in this browser, and its hash, which goes along. Not the sign-in itself: see authorization.ts. */

export type ProofKey = { readonly verifier: string; readonly challenge: string };

/** A new one each time; `state` binds the answer to this browser in the same way. */
export async function newProofKey(): Promise<ProofKey> {
  const verifier = randomText();
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url(new Uint8Array(hash)) };
}

/** 256 random bits in base64url. */
export const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
