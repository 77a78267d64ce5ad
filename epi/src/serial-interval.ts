/** How likely a number of days lies between the onsets of an infector and an infectee. Says nothing about who infected whom: see likely-sources.ts. */
import type { Disease } from "./diseases.js";
import { density, massOnDay } from "./distribution.js";

/** Density per day at `days` (infectee's onset minus infector's); may be positive below 0 for a disease that spreads before onset. */
export function serialIntervalDensity(disease: Disease, days: number): number {
  return density(disease.serialInterval, days);
}

/** Probability of exactly `days` whole days between two dates without clock time; sums to 1 over all whole days. */
export function serialIntervalOnDay(disease: Disease, days: number): number {
  return massOnDay(disease.serialInterval, days);
}
