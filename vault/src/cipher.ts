/**
 * AES-256-GCM (NIST SP 800-38D) as everything here uses it: version byte, random 96-bit nonce, ciphertext, 128-bit tag, bound to where it belongs. Not which key: see
 * data-key.ts. Random nonces are sound for 2^32 texts under one key (SP 800-38D section 8.3): a data key sees a person's few texts, a key-encryption key one nonce a person.
 */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";
import { VaultError } from "./error.js";

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
/** What a sealed text is longer than the text, in bytes. */
export const overheadBytes = 1 + nonceBytes + tagBytes;

/** `place`: what opening must say again, word for word. */
export function encrypt(key: KeyObject, place: readonly string[], plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(framed([String(version), ...place]));
  const text = cipher.update(plain);
  cipher.final();
  return Buffer.concat([Buffer.of(version), nonce, text, cipher.getAuthTag()]);
}

/** @throws VaultError BLOB_INVALID when a byte was altered, or the key or the place is another */
export function decrypt(key: KeyObject, place: readonly string[], sealed: Buffer): Buffer {
  try {
    if (sealed.length < overheadBytes || sealed[0] !== version) throw new VaultError("BLOB_INVALID", "not sealed by this version");
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(framed([String(version), ...place]));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    const plain = decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes));
    decipher.final();
    return plain;
  } catch {
    throw new VaultError("BLOB_INVALID", "a sealed text does not open: it was altered, or belongs to another owner or field");
  }
}

/** Each part after its length (4 bytes, big-endian), so that no two lists of parts are framed alike. */
export function framed(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part, "utf8");
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
