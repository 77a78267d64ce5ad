/** Draws from the distributions that the city and the epidemic need. Not a source of randomness: every function takes a stream. */
import type { Position } from "@epigraph/epi";
import { element } from "./element.js";
import type { Stream } from "./streams.js";

const { cos, exp, floor, hypot, log, max, min, PI, round, sin, sqrt } = Math; // taken once: see streams.ts

/** In [0, 1), with 32 bits. */
export function uniform(stream: Stream): number {
  return (stream.next() >>> 0) / 4294967296;
}

/** In [low, high). */
export function between(stream: Stream, low: number, high: number): number {
  return low + (high - low) * uniform(stream);
}

/** 0 to count - 1. */
export function integer(stream: Stream, count: number): number {
  return floor(uniform(stream) * count);
}

/** True with this probability; always takes one draw, so that probabilities can change without shifting the stream. */
export function chance(stream: Stream, probability: number): boolean {
  return uniform(stream) < probability;
}

export function pick<T>(stream: Stream, list: readonly T[]): T {
  return element(list, integer(stream, list.length));
}

/** An index, in proportion to the weights; -1 when all are zero. */
export function weighted(stream: Stream, weights: readonly number[]): number {
  let left = 0;
  for (const weight of weights) left += weight;
  left *= uniform(stream);
  let last = -1;
  for (let index = 0; index < weights.length; index++) {
    const weight = element(weights, index);
    if (weight <= 0) continue;
    last = index;
    left -= weight;
    if (left < 0) return index;
  }
  return last;
}

/** Standard normal, Box-Muller. */
export function normal(stream: Stream): number {
  return sqrt(-2 * log(1 - uniform(stream))) * cos(2 * PI * uniform(stream));
}

export function lognormal(stream: Stream, mu: number, sigma: number): number {
  return exp(mu + sigma * normal(stream));
}

export function exponential(stream: Stream, mean: number): number {
  return -mean * log(1 - uniform(stream));
}

/** Knuth below 30, a rounded normal above. */
export function poisson(stream: Stream, mean: number): number {
  if (!(mean > 0)) return 0;
  if (mean > 30) return max(0, round(mean + sqrt(mean) * normal(stream)));
  const limit = exp(-mean);
  let count = 0;
  for (let product = uniform(stream); product > limit; product *= uniform(stream)) count++;
  return count;
}

/** Gamma with mean 1 and this shape (Marsaglia and Tsang 2000). */
export function gammaOfMeanOne(stream: Stream, shape: number): number {
  if (shape < 1) return (gammaOfMeanOne(stream, shape + 1) * (shape + 1) * (1 - uniform(stream)) ** (1 / shape)) / shape;
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(stream);
    const v = (1 + x / sqrt(9 * d)) ** 3;
    if (v > 0 && log(1 - uniform(stream)) < 0.5 * x * x + d - d * v + d * log(v)) return (d * v) / shape;
  }
}

/** Metres in a degree of latitude; of longitude at Seoul's latitude (37.55 N). */
export const metresPerLatitude = 111_320;
export const metresPerLongitude = 88_260;

/** A point in a two-dimensional normal of `sigmaMetres` per axis around `centre`, never further than `limitMetres`. */
export function around(stream: Stream, centre: Position, sigmaMetres: number, limitMetres = Infinity): Position {
  const radius = min(limitMetres, sigmaMetres * sqrt(-2 * log(1 - uniform(stream))));
  const angle = 2 * PI * uniform(stream);
  return { latitude: micro(centre.latitude + (radius * sin(angle)) / metresPerLatitude), longitude: micro(centre.longitude + (radius * cos(angle)) / metresPerLongitude) };
}

/** Metres between two positions of one city, on a plane. */
export function metresBetween(one: Position, other: Position): number {
  return hypot((one.latitude - other.latitude) * metresPerLatitude, (one.longitude - other.longitude) * metresPerLongitude);
}

/** Six decimals, about 0.1 m: so that the last bit of a platform's sine never reaches the output. */
function micro(degrees: number): number {
  return round(degrees * 1e6) / 1e6;
}
