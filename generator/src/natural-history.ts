/** The course of one infection: incubation, infectiousness by day, sampling, confirmation, outcome. Not who infects whom: see epidemic.ts. */
import { secondsPerDay } from "./calendar.js";
import { chance, exponential, gammaOfMeanOne, integer, lognormal } from "./draws.js";
import { element } from "./element.js";
import type { Parameters } from "./parameters.js";
import type { Stream } from "./streams.js";

export type Course = {
  /** Day on which symptoms begin; for someone without symptoms the day on which they would have begun. */
  readonly onsetDay: number;
  readonly symptoms: "some" | "none";
  readonly samplingDay: number;
  /** Isolated from 00:00 of this day: the path ends with the day before. */
  readonly confirmationDay: number;
  /** 1 on average. */
  readonly infectiousness: number;
  readonly outcome: "released" | "deceased";
  readonly outcomeDay: number;
};

/** Incubation of COVID-19: lognormal, median 4.6 days, 95 % within 11.7 (Li et al. 2020, parameters as in FACTS of Korea 2020). */
const incubation = { mu: 1.526, sigma: 0.567 } as const;

/**
 * Share of a case's transmissions by day from onset, from 5 days before to 7 days after, before isolation cuts it. Chosen so that with incubation as above and isolation at
 * confirmation the serial interval comes out at a mean of about 4 days with a tenth or so negative (Du 2020: 3.96; Hong 2020: 4.02); presymptomatic share about a half.
 */
const profile = [0.05, 0.09, 0.14, 0.18, 0.17, 0.12, 0.08, 0.05, 0.04, 0.03, 0.02, 0.02, 0.01];
export const earliestInfectiousness = -5;
export const latestInfectiousness = earliestInfectiousness + profile.length - 1;

/** Expected share of transmissions on that day from onset; 0 outside the infectious time. */
export function infectiousnessOn(dayFromOnset: number): number {
  return profile[dayFromOnset - earliestInfectiousness] ?? 0;
}

/** An infection without symptoms transmits half as much. */
export const asymptomaticInfectiousness = 0.5;

/** `infectorConfirmedOn`: the day on which the infector becomes known, when there is one; then the infectee may be traced. */
export function courseOf(random: Stream, parameters: Parameters, infectedAt: number, age: number, infectorConfirmedOn: number | undefined): Course {
  const infectionDay = Math.floor(infectedAt / secondsPerDay);
  const onsetDay = Math.max(infectionDay + 1, Math.floor(infectedAt / secondsPerDay + lognormal(random, incubation.mu, incubation.sigma)));
  const symptoms = chance(random, parameters.asymptomaticShare) ? "none" : "some";
  // symptoms send people to a clinic after three days on average; without symptoms only a screening finds them
  const bySymptoms = onsetDay + 1 + Math.min(9, Math.floor(exponential(random, 2.2)));
  const byScreening = onsetDay + 2 + integer(random, 7);
  const traced = chance(random, parameters.tracedShare);
  const tracingDelay = integer(random, 3);
  let samplingDay = symptoms === "some" ? bySymptoms : byScreening;
  if (traced && infectorConfirmedOn !== undefined) samplingDay = Math.min(samplingDay, Math.max(infectionDay + 2, infectorConfirmedOn + tracingDelay));
  const resultDelay = element([0, 1, 1, 1, 1, 1, 2], integer(random, 7));
  const confirmationDay = samplingDay + resultDelay;
  const infectiousness = parameters.clusters === "none" ? 1 : gammaOfMeanOne(random, parameters.dispersion);
  const dies = chance(random, symptoms === "none" ? 0 : fatality(age));
  const outcomeDay = confirmationDay + (dies ? 5 + Math.floor(exponential(random, 9)) : 12 + Math.min(40, Math.floor(exponential(random, 10))));
  return { onsetDay, symptoms, samplingDay, confirmationDay, infectiousness, outcome: dies ? "deceased" : "released", outcomeDay };
}

/** Of confirmed cases with symptoms, roughly as published by age in Korea in 2020. */
function fatality(age: number): number {
  if (age >= 80) return 0.2;
  if (age >= 70) return 0.07;
  if (age >= 60) return 0.015;
  return age >= 50 ? 0.004 : 0.001;
}
