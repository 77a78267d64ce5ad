/** How far the observations are from what happened, per source. Not the epidemic: see parameters.ts. */
import { GeneratorError } from "./generator-error.js";

export type Noise = {
  /** Minutes between two pings of a phone at rest from 06:00 to 24:00, on average; each interval lies within 0.7 and 1.3 times of it. */
  readonly pingIntervalMinutes: number;
  /** The same from 00:00 to 06:00. */
  readonly nightPingIntervalMinutes: number;
  /** Probability of a ping within 6 minutes of an arrival, and likewise of a departure: the network notices a phone that changes cells. */
  readonly handoverPing: number;
  /** Probability of one ping on the way between two stays. */
  readonly transitPing: number;
  /** Standard deviation per axis of a ping's position; a third of its variance is a bias common to all pings of one cell. */
  readonly pingErrorMetres: number;
  /** Distance between neighbouring base stations. */
  readonly cellSpacingMetres: number;
  /** Probability that a stay is flapping between two stations: then 2 in 5 of its pings are followed, within minutes, by one of the neighbour's cell and one back. */
  readonly pingPong: number;
  /** Probability per day of a silence of 1 to 6 hours: phone off, or no record. */
  readonly silence: number;
  /** Probability per day that the phone stays at home while its owner goes out. */
  readonly phoneLeftHome: number;

  /** Probability that a visit where one pays leaves a card slip. */
  readonly cardUse: number;
  /** Probability that a slip is followed by a cancelled one: half of them at the same till, half for a purchase elsewhere long before. */
  readonly slipCancelled: number;
  /** Probability per day that a family member pays with the case's card somewhere else. */
  readonly familyCard: number;
  /** Share of those slips that the card company does not mark as a family member's. */
  readonly familyCardUnmarked: number;
  /** Probability that a slip of a chain's store carries the chain's head office as its place. */
  readonly headOfficeAddress: number;

  /** Share of venues (restaurants, cafes, clubs, churches...) that have an entry code at the door. */
  readonly entryCodeVenues: number;
  /** Probability that a visit to such a venue is not scanned. */
  readonly qrMissed: number;

  /** Probability that a visit is not told; a workplace or school is forgotten a quarter as often. */
  readonly statementForgotten: number;
  /** Probability that a visit to a club or karaoke room is denied: the person says to have been at home. */
  readonly statementDenied: number;
  /** Probability that the told times are 1 to 3 hours off. */
  readonly statementWrongTime: number;
  /** Probability that only the day is remembered. */
  readonly statementDayOnly: number;
  /** Told times are rounded to this many minutes. */
  readonly statementRoundingMinutes: number;

  /** Probability that a symptomatic case's onset date is not known. */
  readonly onsetUnknown: number;
  /** Probability that a known onset date is 1 or 2 days off. */
  readonly onsetWrong: number;
};

export const defaultNoise: Noise = {
  pingIntervalMinutes: 40,
  nightPingIntervalMinutes: 90,
  handoverPing: 0.9,
  transitPing: 0.3,
  pingErrorMetres: 60,
  cellSpacingMetres: 500,
  pingPong: 0.08,
  silence: 0.05,
  phoneLeftHome: 0.03,
  cardUse: 0.7,
  slipCancelled: 0.03,
  familyCard: 0.04,
  familyCardUnmarked: 0.2,
  headOfficeAddress: 0.25,
  entryCodeVenues: 0.6,
  qrMissed: 0.15,
  statementForgotten: 0.2,
  statementDenied: 0.6,
  statementWrongTime: 0.1,
  statementDayOnly: 0.15,
  statementRoundingMinutes: 30,
  onsetUnknown: 0.3,
  onsetWrong: 0.1,
};

/** Nothing lost, nothing wrong: what a perfect observer would hand over (phones still only speak now and then). For telling a tracer's errors from the noise's. */
export const noNoise: Noise = {
  pingIntervalMinutes: 10,
  nightPingIntervalMinutes: 10,
  handoverPing: 1,
  transitPing: 0,
  pingErrorMetres: 0,
  cellSpacingMetres: 500,
  pingPong: 0,
  silence: 0,
  phoneLeftHome: 0,
  cardUse: 1,
  slipCancelled: 0,
  familyCard: 0,
  familyCardUnmarked: 0,
  headOfficeAddress: 0,
  entryCodeVenues: 1,
  qrMissed: 0,
  statementForgotten: 0,
  statementDenied: 0,
  statementWrongTime: 0,
  statementDayOnly: 0,
  statementRoundingMinutes: 1,
  onsetUnknown: 0,
  onsetWrong: 0,
};

/** Those that are not probabilities. */
const amounts: ReadonlyMap<string, readonly [low: number, high: number]> = new Map([
  ["pingIntervalMinutes", [1, 1440]],
  ["nightPingIntervalMinutes", [1, 1440]],
  ["pingErrorMetres", [0, 2000]],
  ["cellSpacingMetres", [50, 5000]],
  ["statementRoundingMinutes", [1, 240]],
]);

/** What is not given takes its default; throws `GeneratorError` (`invalid-parameter`). */
export function checkNoise(given: Partial<Noise>): Noise {
  const noise: Noise = { ...defaultNoise, ...given };
  for (const [name, value] of Object.entries(noise) as [string, unknown][]) {
    if (!(name in defaultNoise)) throw new GeneratorError("invalid-parameter", `unknown parameter \`noise.${name}\`: use one of ${Object.keys(defaultNoise).join(", ")}`, `noise.${name}`);
    const [low, high] = amounts.get(name) ?? [0, 1];
    if (typeof value !== "number" || !(value >= low && value <= high)) throw new GeneratorError("invalid-parameter", `\`noise.${name}\` is \`${String(value)}\`: give a number from ${low} to ${high}`, `noise.${name}`);
  }
  return noise;
}
