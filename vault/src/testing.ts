/** For tests: a key store in memory, and a vault over it with a ring that no file holds. Not for an installation. */
import { createSecretKey, randomBytes } from "node:crypto";
import { createVault, type VaultParts } from "./create-vault.js";
import { VaultError } from "./error.js";
import type { KeyRing } from "./key-ring.js";
import type { KeyStore, StoredKey, WrappedKey } from "./key-store.js";
import type { Owner } from "./owner.js";
import type { BulkVault } from "./vault.js";

/** `asked`: how many questions it was asked; `put`: what somebody else did to a key meanwhile. */
export type MemoryKeyStore = KeyStore & { asked: number; readonly retired: Set<string>; readonly put: (key: StoredKey) => void; readonly keys: () => readonly StoredKey[] };

export function memoryKeyStore(): MemoryKeyStore {
  const stored = new Map<Owner, StoredKey>();
  const retired = new Set<string>();
  const of = (owners: readonly Owner[]): StoredKey[] => owners.flatMap((owner) => stored.get(owner) ?? []);
  return {
    asked: 0,
    retired,
    put: (key) => void stored.set(key.owner, key),
    keys: () => [...stored.values()],
    find(owners) {
      this.asked += 1;
      return Promise.resolve(of(owners));
    },
    add(keys: readonly WrappedKey[]) {
      this.asked += 1;
      if (keys.some(({ kek }) => retired.has(kek))) return Promise.reject(new VaultError("KEK_RETIRED", "retired"));
      for (const key of keys) if (!stored.has(key.owner)) stored.set(key.owner, { state: "kept", ...key });
      return Promise.resolve(of(keys.map(({ owner }) => owner)));
    },
  };
}

/** A ring of one key-encryption key and a pepper. */
export function memoryRing(): KeyRing {
  const kek = { id: "test-kek", key: createSecretKey(randomBytes(32)) };
  const pepper = { id: "test-pepper", key: createSecretKey(randomBytes(32)) };
  return { current: () => kek, kek: (id) => (id === kek.id ? kek : undefined), pepper: () => pepper, refresh: () => undefined };
}

/** A vault that is forgotten with the test. */
export function memoryVault(parts: Partial<VaultParts> = {}): BulkVault {
  return createVault({ store: memoryKeyStore(), ring: memoryRing(), clock: Date.now, ...parts });
}
