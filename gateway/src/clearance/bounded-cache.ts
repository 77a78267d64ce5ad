/** A map that forgets what was used longest ago when it weighs too much. Knows nothing of what it keeps. */

export type BoundedCache<Value> = {
  readonly get: (key: string) => Value | undefined;
  /** A value that is heavier than the whole cache may be is not kept. */
  readonly set: (key: string, value: Value, weight: number) => void;
  /** What everything that is kept weighs. */
  readonly weight: () => number;
};

export function boundedCache<Value>(most: number): BoundedCache<Value> {
  const kept = new Map<string, { readonly value: Value; readonly weight: number }>();
  let total = 0;
  const drop = (key: string): void => {
    total -= kept.get(key)?.weight ?? 0;
    kept.delete(key);
  };
  return {
    weight: () => total,
    get: (key) => {
      const entry = kept.get(key);
      if (!entry) return undefined;
      kept.delete(key);
      kept.set(key, entry); // the newest stands last
      return entry.value;
    },
    set: (key, value, weight) => {
      drop(key);
      if (weight > most) return;
      kept.set(key, { value, weight });
      total += weight;
      for (const oldest of kept.keys()) {
        if (total <= most) return;
        drop(oldest);
      }
    },
  };
}
