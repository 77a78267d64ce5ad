/** Two continuous distributions of a delay in days, and their mass on whole days. Not the parameters of a disease: see diseases.ts. */
import { EpiError } from "./error.js";

/** `normal`: mean and standard deviation in days. `lognormal`: mean and standard deviation of the logarithm of days. */
export type Distribution = { readonly family: "normal"; readonly mean: number; readonly sd: number } | { readonly family: "lognormal"; readonly mu: number; readonly sigma: number };

/** Density per day at `days`. */
export function density(distribution: Distribution, days: number): number {
  if (distribution.family === "lognormal" && days <= 0) return 0;
  const z = standardised(distribution, days);
  const perUnit = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return distribution.family === "normal" ? perUnit / distribution.sd : perUnit / (distribution.sigma * days);
}

/** Probability of at most `days`. */
export function cumulative(distribution: Distribution, days: number): number {
  return tail(-standardised(distribution, days));
}

/**
 * Probability of the whole day `days`: from half a day before to half a day after, because dates carry no clock time. Sums to 1 over all whole days.
 * Taken from the nearer tail, so that far days keep their order instead of vanishing in rounding.
 */
export function massOnDay(distribution: Distribution, days: number): number {
  const from = standardised(distribution, days - 0.5);
  const to = standardised(distribution, days + 0.5);
  return Math.max(0, from > 0 ? tail(from) - tail(to) : tail(-to) - tail(-from));
}

/** The number of days that is not exceeded with `probability` (strictly between 0 and 1). */
export function quantile(distribution: Distribution, probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new EpiError("invalid-parameter", "give a probability between 0 and 1");
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (tail(-middle) < probability) low = middle;
    else high = middle;
  }
  return distribution.family === "normal" ? distribution.mean + low * distribution.sd : Math.exp(distribution.mu + low * distribution.sigma);
}

function standardised(distribution: Distribution, days: number): number {
  if (distribution.family === "normal") return (days - distribution.mean) / distribution.sd;
  return days <= 0 ? -Infinity : (Math.log(days) - distribution.mu) / distribution.sigma;
}

/** Probability that a standard normal variable exceeds z: Chebyshev fit of erfc, relative error below 1.2e-7 everywhere (Press et al., Numerical Recipes, 6.2). */
function tail(z: number): number {
  if (z === Infinity) return 0;
  if (z === -Infinity) return 1;
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const coefficients = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const erfc = t * Math.exp(-x * x + coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0));
  return z >= 0 ? erfc / 2 : 1 - erfc / 2;
}
