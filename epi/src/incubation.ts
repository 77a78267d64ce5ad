/** How long after infection symptoms begin. Not the serial interval, which counts from the infector's onset: see serial-interval.ts. */
import { diseases, type DiseaseId } from "./diseases.js";
import { cumulative, density, quantile } from "./distribution.js";

/** Density per day at `days` after infection. */
export function incubationDensity(disease: DiseaseId, days: number): number {
  return density(diseases[disease].incubation, days);
}

/** Probability that symptoms have begun within `days` of infection, for those who get any. */
export function incubationWithin(disease: DiseaseId, days: number): number {
  return cumulative(diseases[disease].incubation, days);
}

/** Days after infection by which symptoms have begun with `probability` (0.95: the usual upper bound). */
export function incubationQuantile(disease: DiseaseId, probability: number): number {
  return quantile(diseases[disease].incubation, probability);
}
