/** What the database may hold only sealed, and the keyed names of what it may not hold at all. One key, never in the database; every use has a key derived for it (RFC 5869). */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import { IdentityError } from "./error.js";

export type Sealer = {
  /** Encrypts with AES-256-GCM. `place`: where it will stand; it opens nowhere else. */
  readonly seal: (text: string, place: string) => Buffer;
  /** @throws IdentityError SEAL_BROKEN when the key, the place or the bytes are other ones */
  readonly open: (sealed: Uint8Array, place: string) => string;
  /** A name for `value` that nobody can make without the key: 32 bytes. */
  readonly nameOf: (kind: "holder" | "throttle" | "enrolment" | "provider", value: string) => Buffer;
  /** For signing cookies. */
  readonly cookieKey: string;
};

const nonceBytes = 12;
const tagBytes = 16;

/** `key`: at least 32 random bytes. */
export function sealer(key: Buffer): Sealer {
  if (key.length < 32) throw new IdentityError("CONFIGURATION_INVALID", "the key of the identity provider is shorter than 32 bytes");
  const derived = (use: string): Buffer => Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), `epigraph identity ${use}`, 32));
  const sealing = derived("seal");
  const naming = { holder: derived("holder"), throttle: derived("throttle"), enrolment: derived("enrolment"), provider: derived("provider") };
  return {
    seal: (text, place) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open: (sealed, place) => {
      try {
        const bytes = Buffer.from(sealed);
        const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString("utf8");
      } catch {
        throw new IdentityError("SEAL_BROKEN", "a sealed value cannot be opened: is EPIGRAPH_IDENTITY_KEY the one that this database was used with?");
      }
    },
    nameOf: (kind, value) => createHmac("sha256", naming[kind]).update(value).digest(),
    cookieKey: derived("cookies").toString("base64url"),
  };
}
