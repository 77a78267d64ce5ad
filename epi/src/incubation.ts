/** How long after infection symptoms begin. Not the serial interval, which counts from the infector's onset: see serial-interval.ts. */
import type { Disease } from "./diseases.js";
import { cumulative, density, quantile } from "./distribution.js";

/** Density per day at `days` after infection. */
export function incubationDensity(disease: Disease, days: number): number {
  return density(disease.incubation, days);
}

/** Probability that symptoms have begun within `days` of infection, for those who get any. */
export function incubationWithin(disease: Disease, days: number): number {
  return cumulative(disease.incubation, days);
}

/** Days after infection by which symptoms have begun with `probability` (0.95: the usual upper bound). */
export function incubationQuantile(disease: Disease, probability: number): number {
  return quantile(disease.incubation, probability);
}
