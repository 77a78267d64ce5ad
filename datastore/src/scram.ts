/** Password verifiers as PostgreSQL stores them, so that no password travels in a statement that a server might log. Checks no password. */
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/**
 * `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` (RFC 5802 section 3, RFC 7677; PostgreSQL's pg_authid.rolpassword). `salt` is 16 random
 * bytes. The password must be printable ASCII: then SASLprep (RFC 4013) leaves it as it is.
 */
export function scramVerifier(password: string, salt: Buffer, iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  const storedKey = createHash("sha256").update(clientKey).digest("base64");
  const serverKey = createHmac("sha256", salted).update("Server Key").digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}
