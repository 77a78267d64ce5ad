/** Verified tokens, known again by their hash until they end, so that a signature is checked once and not with every request. Not revocation: the gateway asks that each time. */
import { createHash } from "node:crypto";
import { tokenSizeCap } from "./token-form.js";
import { judgeToken, type TokenParts, type TokenVerdict } from "./token.js";

export type TokenCache = {
  /** As `judgeToken`, faster for a token that was accepted before. */
  readonly judge: (token: string, parts: TokenParts) => TokenVerdict;
  /** Drops a token, because its session ended. */
  readonly forget: (token: string) => void;
  /** How many are kept. */
  readonly size: () => number;
};

/**
 * One cache for one authority. `capacity`: how many tokens are kept; the one longest unused goes first. Only accepted tokens are kept, by SHA-256 and never as text, never beyond
 * their `exp`, and only as long as the key set gives the very key that verified them.
 */
export function tokenCache(capacity = 10_000): TokenCache {
  const kept = new Map<string, TokenVerdict & { readonly outcome: "accepted" }>(); // in the order of use, the longest unused first
  return {
    judge: (token, parts) => {
      if (token.length > tokenSizeCap) return judgeToken(token, parts); // not worth a hash
      const hash = hashOf(token);
      const known = kept.get(hash);
      kept.delete(hash);
      const verdict = known && isStillGood(known, parts) ? known : judgeToken(token, parts);
      if (verdict.outcome === "refused") return verdict;
      kept.set(hash, verdict);
      const [oldest] = kept.size > capacity ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
      return verdict;
    },
    forget: (token) => void kept.delete(hashOf(token)),
    size: () => kept.size,
  };
}

function isStillGood({ expiresAt, key }: TokenVerdict & { readonly outcome: "accepted" }, { keyOf, now }: TokenParts): boolean {
  try {
    return now < expiresAt && keyOf(key.kid, now) === key.found;
  } catch {
    return false; // judged anew, which says that the keys are not to be had
  }
}

const hashOf = (token: string): string => createHash("sha256").update(token).digest("base64");
