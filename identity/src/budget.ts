/** How many attempts somebody has left: used up one by one, and coming back with time (GCRA, ITU-T I.371). Kept by this process only; the failures that guard accounts are in the database: see throttle.ts. */

export type Budget = {
  /** 0 when there was one left and it is taken; otherwise the seconds until there is one. */
  readonly take: (whose: string) => number;
  readonly giveBack: (whose: string) => void;
};

/** `most` at once, and one more every `secondsEach`. Forgets whoever has all of it. */
export function budget({ most, secondsEach }: { readonly most: number; readonly secondsEach: number }, clock: () => number): Budget {
  const each = secondsEach * 1000;
  /** When all that was taken will have come back, in milliseconds. */
  const wholeAgainAt = new Map<string, number>();
  let sweepAt = 1_000;

  /** Milliseconds until all has come back; never more than all, though the clock be put back. */
  const missing = (whose: string, now: number): number => Math.min(Math.max(0, (wholeAgainAt.get(whose) ?? 0) - now), most * each);
  const sweep = (now: number): void => {
    for (const whose of wholeAgainAt.keys()) if (missing(whose, now) === 0) wholeAgainAt.delete(whose);
    sweepAt = Math.max(1_000, 2 * wholeAgainAt.size);
  };

  return {
    take: (whose) => {
      const now = clock();
      const after = missing(whose, now) + each;
      if (after > most * each) return Math.ceil((after - most * each) / 1000);
      wholeAgainAt.set(whose, now + after);
      if (wholeAgainAt.size > sweepAt) sweep(now);
      return 0;
    },
    giveBack: (whose) => {
      const now = clock();
      wholeAgainAt.set(whose, now + Math.max(0, missing(whose, now) - each));
    },
  };
}
