/** Data keys of the last seconds, so that a page of persons asks the key store once. Bounded in time, for a destroyed key must stop opening, and in number. */
import type { KeyObject } from "node:crypto";
import type { Owner } from "./owner.js";

export type DataKeyCache = { readonly get: (owner: Owner) => KeyObject | undefined; readonly put: (owner: Owner, key: KeyObject) => void };

/** `clock`: milliseconds. What is older than `lifetimeMs` is let go at the next question of any kind. */
export function dataKeyCache(clock: () => number, lifetimeMs: number, size: number): DataKeyCache {
  const kept = new Map<Owner, { readonly key: KeyObject; readonly until: number }>(); // in the order in which they end
  const prune = (now: number): void => {
    for (const [owner, { until }] of kept) {
      if (until > now && kept.size <= size) return;
      kept.delete(owner);
    }
  };
  return {
    get: (owner) => {
      prune(clock());
      return kept.get(owner)?.key;
    },
    put: (owner, key) => {
      const now = clock();
      kept.delete(owner);
      kept.set(owner, { key, until: now + lifetimeMs });
      prune(now);
    },
  };
}
