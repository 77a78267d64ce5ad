/** The ledger's own names for data subjects: keyed, so that the log does not join with the case tables by itself. */
import { createHmac } from "node:crypto";

/** Maps a person key to its pseudonym in the ledger: `s1.` and 128 bits of HMAC-SHA256 in base64url. `key`: at least 32 bytes. */
export function pseudonyms(key: Buffer): (personKey: string) => string {
  return (personKey) => `s1.${createHmac("sha256", key).update(personKey).digest().subarray(0, 16).toString("base64url")}`;
}
