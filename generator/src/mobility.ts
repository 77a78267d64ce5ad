/** Which district people work in and which they come from: a gravity model over the 25 districts. Not single journeys. */
import { metresBetween, uniform } from "./draws.js";
import { element } from "./element.js";
import { districts } from "./seoul.js";
import type { Stream } from "./streams.js";

export type Mobility = {
  /** A district to work in, for someone who lives in `home`. */
  readonly workFrom: (random: Stream, home: number) => number;
  /** A district to live in, for someone who works in `work`. */
  readonly homeFor: (random: Stream, work: number) => number;
  /** A district to spend an evening or a weekend in, for someone who lives in `home`: near and lively ones. */
  readonly leisureFrom: (random: Stream, home: number) => number;
  /** A district by its residents. */
  readonly anywhere: (random: Stream) => number;
};

/** Attraction falls by e over these distances. */
const commuteMetres = 5_000;
const leisureMetres = 2_500;

export function mobility(): Mobility {
  const work = districts.map((home) => cumulative(districts.map((to) => to.jobs * Math.exp(-metresBetween(home.centre, to.centre) / commuteMetres))));
  const home = districts.map((to) => cumulative(districts.map((from) => from.population * Math.exp(-metresBetween(from.centre, to.centre) / commuteMetres))));
  const leisure = districts.map((from) => cumulative(districts.map((to) => (3 + to.jobs) * Math.exp(-metresBetween(from.centre, to.centre) / leisureMetres))));
  const residents = cumulative(districts.map((each) => each.population));
  return {
    workFrom: (random, from) => drawFrom(random, element(work, from)),
    homeFor: (random, to) => drawFrom(random, element(home, to)),
    leisureFrom: (random, from) => drawFrom(random, element(leisure, from)),
    anywhere: (random) => drawFrom(random, residents),
  };
}

function cumulative(weights: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(weights, (weight) => (sum += weight));
}

function drawFrom(random: Stream, sums: Float64Array): number {
  const target = uniform(random) * element(sums, sums.length - 1);
  let index = 0;
  while (element(sums, index) <= target) index++;
  return index;
}
