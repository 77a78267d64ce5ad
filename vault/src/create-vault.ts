/** The vault: texts sealed under their owners' data keys, which a key store keeps wrapped under a key of the ring. Pure but for these two. */
import type { KeyObject } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { decrypt, encrypt } from "./cipher.js";
import { newDataKey, unwrap } from "./data-key.js";
import { dataKeyCache } from "./data-key-cache.js";
import { VaultError } from "./error.js";
import type { KeyRing } from "./key-ring.js";
import type { KeyStore, StoredKey } from "./key-store.js";
import { type Owner, partsOf } from "./owner.js";
import { pseudonym } from "./pseudonym.js";
import type { BulkVault, Unsealed } from "./vault.js";

export type VaultParts = {
  readonly store: KeyStore;
  readonly ring: KeyRing;
  /** Milliseconds. */
  readonly clock: () => number;
  /** How long a data key opens after it was looked up: so long may a destroyed one still do. 30 s if not given. */
  readonly cacheMs?: number;
  /** How many data keys are kept that long; 10,000 if not given. */
  readonly cacheSize?: number;
};

/** How often a key is made again because a rotation was faster, and how long the ring may take to follow, in milliseconds. */
const attempts = 5;
const ringLagMs = 200;

export function createVault({ store, ring, clock, cacheMs = 30_000, cacheSize = 10_000 }: VaultParts): BulkVault {
  const cache = dataKeyCache(clock, cacheMs, cacheSize);

  /** The keys of these owners that are neither destroyed nor held. */
  async function keysOf(owners: readonly Owner[]): Promise<Map<Owner, KeyObject>> {
    const keys = new Map<Owner, KeyObject>();
    const unknown = new Set<Owner>();
    for (const owner of owners) {
      const known = cache.get(owner);
      if (known) keys.set(owner, known);
      else unknown.add(owner);
    }
    if (unknown.size > 0) {
      const moved = takeIn(keys, await store.find([...unknown]));
      // the one that wrapped them is gone: either a rotation wrapped them anew since we looked, or it is missing indeed
      if (moved.length > 0) requireNone(takeIn(keys, await store.find(moved)));
    }
    return keys;
  }

  /** Whose key stands under a key-encryption key that the ring does not have. */
  function takeIn(keys: Map<Owner, KeyObject>, found: readonly StoredKey[]): Owner[] {
    const without: Owner[] = [];
    for (const one of found) {
      if (one.state !== "kept") continue;
      const kek = ring.kek(one.kek);
      if (kek === undefined) {
        without.push(one.owner);
        continue;
      }
      const key = unwrap(one.owner, kek, one.wrapped);
      cache.put(one.owner, key);
      keys.set(one.owner, key);
    }
    return without;
  }

  /** Those of `keysOf`, and new ones for owners who never had one. */
  async function keysFor(owners: readonly Owner[]): Promise<Map<Owner, KeyObject>> {
    const keys = await keysOf(owners);
    const without = [...new Set(owners)].filter((owner) => !keys.has(owner));
    for (let attempt = 1; without.length > 0; attempt += 1) {
      const kek = ring.current();
      const made = without.map((owner) => ({ owner, kek: kek.id, wrapped: newDataKey(owner, kek).wrapped }));
      try {
        requireNone(takeIn(keys, await store.add(made))); // another may have been first: what stands there counts
        return keys;
      } catch (error) {
        if (!(error instanceof VaultError && error.code === "KEK_RETIRED") || attempt === attempts) throw error;
        await sleep(attempt === 1 ? 0 : ringLagMs);
        ring.refresh();
      }
    }
    return keys;
  }

  const sealAll = async (texts: readonly Unsealed[]): Promise<readonly (Buffer | undefined)[]> => {
    const keys = await keysFor(texts.map(({ owner }) => owner));
    return texts.map(({ owner, field, text }) => {
      const key = keys.get(owner);
      return key && encrypt(key, placeOf(owner, field), Buffer.from(text, "utf8"));
    });
  };

  return {
    sealAll,
    seal: async (owner, field, text) => {
      const [blob] = await sealAll([{ owner, field, text }]);
      if (blob === undefined) throw new VaultError("KEY_UNAVAILABLE", "nothing can be sealed for this owner: the key was destroyed, or a legal hold keeps it");
      return blob;
    },
    open: async (sealed) => {
      const keys = await keysOf(sealed.map(({ owner }) => owner));
      return sealed.map(({ owner, field, blob }) => {
        const key = keys.get(owner);
        return key && decrypt(key, placeOf(owner, field), blob).toString("utf8");
      });
    },
    pseudonym: (kind, value) => pseudonym(ring.pepper().key, kind, value),
  };
}

function placeOf(owner: Owner, field: string): readonly string[] {
  const { kind, id } = partsOf(owner);
  return ["epigraph text", kind, id, field];
}

function requireNone(without: readonly Owner[]): void {
  if (without.length > 0) throw new VaultError("KEK_MISSING", "the key ring lacks a key-encryption key that data keys stand under: `epigraph keys verify` names it; give the service the whole ring");
}
