/** A ring on its way from one custodian to the next: a file that only the receiver opens. The format is age (age-encryption.org/v1); what travels besides is in docs/key-custody.md. */
// age is loaded when a ring travels, which is seldom: its ciphers take a tenth of a second that every process would spend at its start
import { VaultError } from "./error.js";
import { keyBytes } from "./key-files.js";
import { isKeyId } from "./key-ring.js";
import { type ListedPurge, parsePurges } from "./purge-list.js";
import type { RingKey } from "./ring-folder.js";

/** `purges`: the list of purges, which goes with the ring. */
export type HandedRing = { readonly current: string; readonly keys: readonly RingKey[]; readonly purges?: readonly ListedPurge[] };

/** The receiver's secret (`AGE-SECRET-KEY-1…`) and what may be known of it (`age1…`). */
export async function newReceiver(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** @throws VaultError HAND_OVER_INVALID for what is no recipient */
export async function sealRing({ current, keys, purges = [] }: HandedRing, recipient: string): Promise<Uint8Array> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch {
    throw new VaultError("HAND_OVER_INVALID", "the receiver's public key is none: it begins with `age1`, and `epigraph keys receiver` makes one");
  }
  return encrypter.encrypt(JSON.stringify({ format, current, keys: keys.map(({ kind, id, bytes }) => ({ kind, id, key: bytes.toString("base64url") })), purges }));
}

/** @throws VaultError HAND_OVER_INVALID for a file that is for somebody else, was altered, or is no ring */
export async function openRing(file: Uint8Array, identity: string): Promise<HandedRing> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity.trim());
  } catch {
    throw new VaultError("HAND_OVER_INVALID", "the receiver's secret key is none: it begins with `AGE-SECRET-KEY-`");
  }
  const text = await decrypter.decrypt(file, "text").catch((): never => {
    throw new VaultError("HAND_OVER_INVALID", "the handed-over ring does not open: it is for another receiver, or was altered on its way");
  });
  return parsed(text);
}

const format = "epigraph key ring 1";

function parsed(text: string): HandedRing {
  try {
    const { format: said, current, keys, purges } = JSON.parse(text) as { readonly format?: unknown; readonly current?: unknown; readonly keys?: unknown; readonly purges?: unknown };
    if (said === format && typeof current === "string" && Array.isArray(keys)) {
      const read = keys.map(ringKey);
      if (read.some(({ kind, id }) => kind === "kek" && id === current) && read.filter(({ kind }) => kind === "pepper").length === 1) return { current, keys: read, purges: parsePurges(Array.isArray(purges) ? purges.map((purge) => JSON.stringify(purge)).join("\n") : "") };
    }
  } catch {
    // said below
  }
  throw new VaultError("HAND_OVER_INVALID", "the handed-over file opens, but is no key ring of this version");
}

function ringKey(told: unknown): RingKey {
  const { kind, id, key } = told as { readonly kind?: unknown; readonly id?: unknown; readonly key?: unknown };
  const bytes = Buffer.from(String(key), "base64url");
  if ((kind !== "kek" && kind !== "pepper") || typeof id !== "string" || !isKeyId(id) || bytes.length !== keyBytes) throw new VaultError("HAND_OVER_INVALID", "not a key");
  return { kind, id, bytes };
}
