/** Whether two samples come from one distribution: the probability of superiority (AUC) with its error, and the Kolmogorov-Smirnov distance. Not how they were measured: see timing.ts. */

export type Compared = {
  /** How likely a value of the first sample is greater than one of the second, ties counted half: 0.5 when nothing tells them apart. Mann and Whitney's U over its most. */
  readonly auc: number;
  /** Standard error of the AUC where both samples come from one distribution. */
  readonly error: number;
  /** Greatest distance between the two cumulative distributions, 0 to 1. */
  readonly distance: number;
  /** The distance that one distribution exceeds in 1 of 1,000 pairs of samples of these sizes (Smirnov's limit). */
  readonly distanceLimit: number;
};

/** Neither sample may be empty. Ranks with ties at their middle (Mann and Whitney 1947); the error is that of U without ties, which is the greater one. */
export function compareSamples(first: readonly number[], second: readonly number[]): Compared {
  const [m, n] = [first.length, second.length];
  const all = [...first.map((value) => ({ value, of: 1 })), ...second.map((value) => ({ value, of: 0 }))].toSorted((a, b) => a.value - b.value);
  let rankSum = 0;
  let below = { first: 0, second: 0 };
  let distance = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end++;
    const tied = all.slice(start, end);
    const ofFirst = tied.reduce((sum, { of }) => sum + of, 0);
    rankSum += ofFirst * ((start + 1 + end) / 2);
    below = { first: below.first + ofFirst, second: below.second + tied.length - ofFirst };
    distance = Math.max(distance, Math.abs(below.first / m - below.second / n));
    start = end;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  return { auc: u / (m * n), error: Math.sqrt((m + n + 1) / (12 * m * n)), distance, distanceLimit: Math.sqrt(-Math.log(0.0005) / 2) * Math.sqrt((m + n) / (m * n)) };
}
