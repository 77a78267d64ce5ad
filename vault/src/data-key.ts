/** Data keys: 32 random bytes for each owner, which leave this process only wrapped under a key-encryption key of the ring. Not where they stand: see key-store.ts. */
import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { decrypt, encrypt } from "./cipher.js";
import { VaultError } from "./error.js";
import type { Kek } from "./key-ring.js";
import { type Owner, partsOf } from "./owner.js";

const keyBytes = 32;

/** A new data key of the owner, and how it is kept. */
export function newDataKey(owner: Owner, kek: Kek): { readonly key: KeyObject; readonly wrapped: Buffer } {
  const bytes = randomBytes(keyBytes);
  const wrapped = encrypt(kek.key, placeOf(owner, kek.id), bytes);
  return { key: intoKey(bytes), wrapped };
}

/** @throws VaultError KEY_INVALID when it was altered, or is another owner's or another key-encryption key's */
export function unwrap(owner: Owner, kek: Kek, wrapped: Buffer): KeyObject {
  return intoKey(unwrapped(owner, kek, wrapped));
}

/** The same data key under another key-encryption key: what the owner sealed stays as it is. @throws VaultError KEY_INVALID */
export function rewrap(owner: Owner, from: Kek, to: Kek, wrapped: Buffer): Buffer {
  const bytes = unwrapped(owner, from, wrapped);
  const again = encrypt(to.key, placeOf(owner, to.id), bytes);
  bytes.fill(0);
  return again;
}

function unwrapped(owner: Owner, kek: Kek, wrapped: Buffer): Buffer {
  try {
    const bytes = decrypt(kek.key, placeOf(owner, kek.id), wrapped);
    if (bytes.length === keyBytes) return bytes;
  } catch {
    // said below
  }
  throw new VaultError("KEY_INVALID", `a data key does not unwrap under the key-encryption key \`${kek.id}\`: it was altered, or this is not the key that wrapped it`);
}

/** Kept outside of JavaScript's heap, and wiped there when nothing refers to it. */
function intoKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

function placeOf(owner: Owner, kekId: string): readonly string[] {
  const { kind, id } = partsOf(owner);
  return ["epigraph data key", kind, id, kekId];
}
