/**
 * Who may have infected a case: the simple named baseline "serial interval x same region" against which better methods are measured, in the form of Wallinga & Teunis 2004
 * (American Journal of Epidemiology 160:509-516). A ranking to guide questions, not a finding about a person; it looks at dates and regions, not at movements.
 *
 * Case ids are used for one thing only, to break ties: by a hash of the pair, which is unrelated to the order in which ids were given, so that no order of patients,
 * files or numbers can enter as a feature.
 */
import { daysBetween } from "./calendar.js";
import type { Disease } from "./diseases.js";
import { requireAtLeast } from "./error.js";
import { serialIntervalOnDay } from "./serial-interval.js";
import { pairHash } from "./pair-hash.js";

export const method = "serial-interval-x-same-region";
/** Changes whenever the same input can give another answer. */
export const version = "1";

/** What the method may know of a case. Municipality and province are codes or names that are equal when the regions are; undefined when not known. */
export type SourceCase = {
  readonly caseId: string;
  readonly onsetDate?: string | undefined;
  readonly confirmationDate?: string | undefined;
  readonly reportingDate?: string | undefined;
  readonly municipality?: string | undefined;
  readonly province?: string | undefined;
};

export type LikelySourceOptions = {
  /** Weights of the regions. Only their ratios to each other and to `outsideWeight` matter. */
  readonly sameMunicipalityFactor: number;
  readonly sameProvinceFactor: number;
  readonly elsewhereFactor: number;
  /** Weight of a source that is not among the candidates (imported, never found), on the scale of day probability x factor. */
  readonly outsideWeight: number;
  /** Co-presences of the infectee with others, by case id: shown as evidence, never weighed. */
  readonly coPresences?: ReadonlyMap<string, number>;
};

/**
 * Factors: known infector pairs of Korea's 2020 line list are about 220 times (same municipality) and 18 times (same province) as often found in that relation as two random
 * cases within three weeks of each other, against neither; rounded to 1 : 0.08 : 0.005. Ranks hardly depend on them. `outsideWeight` is a judgement: as much as six cases of
 * the same municipality at the likeliest day; it is not calibrated.
 */
export const likelySourceDefaults: LikelySourceOptions = { sameMunicipalityFactor: 1, sameProvinceFactor: 0.08, elsewhereFactor: 0.005, outsideWeight: 0.5 };

export type LikelySource = {
  readonly caseId: string;
  readonly probability: number;
  /** From 1. */
  readonly rank: number;
  readonly evidence: {
    /** Days from the candidate's date to the infectee's; negative when the candidate's is later. */
    readonly daysBetween: number;
    /** Which dates were compared; `mixed`: an onset with a confirmation, the weakest. */
    readonly compared: "onset" | "confirmation" | "mixed";
    /** Probability of that whole day under the serial interval. */
    readonly serialIntervalDensity: number;
    readonly sameMunicipality: boolean;
    readonly sameProvince: boolean;
    readonly coPresences?: number;
  };
};

/** `sources` and `outsideProbability` add up to 1. */
export type LikelySources = { readonly method: typeof method; readonly version: typeof version; readonly sources: readonly LikelySource[]; readonly outsideProbability: number };

/**
 * The candidates in order of probability: probability of the days between the two dates under the serial interval x factor of the region, normalised together with
 * `outsideWeight`. Onsets are compared with onsets where both are known, else confirmations (else reports) with each other, else what there is. The infectee itself and
 * candidates without any date are left out; without a date of the infectee nothing can be compared and all the probability is outside.
 */
export function likelySources(infectee: SourceCase, candidates: readonly SourceCase[], disease: Disease, options: Partial<LikelySourceOptions> = {}): LikelySources {
  const settings = { ...likelySourceDefaults, ...options };
  for (const name of ["sameMunicipalityFactor", "sameProvinceFactor", "elsewhereFactor"] as const) requireAtLeast(name, settings[name], 0);
  requireAtLeast("outsideWeight", settings.outsideWeight, Number.MIN_VALUE);
  const onDay = remembered((days) => serialIntervalOnDay(disease, days));
  const weighed = candidates.flatMap((candidate) => {
    const evidence = candidate.caseId === infectee.caseId ? undefined : evidenceOf(infectee, candidate, onDay, settings);
    return evidence === undefined ? [] : [{ caseId: candidate.caseId, evidence, weight: weightOf(evidence, settings), tie: pairHash(infectee.caseId, candidate.caseId) }];
  });
  const total = weighed.reduce((sum, { weight }) => sum + weight, settings.outsideWeight);
  const sources = weighed
    .sort((a, b) => b.weight - a.weight || a.tie - b.tie)
    .map(({ caseId, evidence, weight }, index) => ({ caseId, probability: weight / total, rank: index + 1, evidence }));
  return { method, version, sources, outsideProbability: settings.outsideWeight / total };
}

function evidenceOf(infectee: SourceCase, candidate: SourceCase, onDay: (days: number) => number, { coPresences }: LikelySourceOptions): LikelySource["evidence"] | undefined {
  const dates = comparedDates(infectee, candidate);
  if (dates === undefined) return undefined;
  const days = daysBetween(dates.candidate, dates.infectee);
  const sameProvince = infectee.province !== undefined && infectee.province === candidate.province;
  // names such as Jung-gu exist in several provinces, so the municipality alone is not enough
  const sameMunicipality = sameProvince && infectee.municipality !== undefined && infectee.municipality === candidate.municipality;
  const met = coPresences?.get(candidate.caseId);
  return { daysBetween: days, compared: dates.compared, serialIntervalDensity: onDay(days), sameMunicipality, sameProvince, ...(met === undefined ? {} : { coPresences: met }) };
}

function comparedDates(infectee: SourceCase, candidate: SourceCase): { readonly infectee: string; readonly candidate: string; readonly compared: LikelySource["evidence"]["compared"] } | undefined {
  if (infectee.onsetDate !== undefined && candidate.onsetDate !== undefined) return { infectee: infectee.onsetDate, candidate: candidate.onsetDate, compared: "onset" };
  const [mine, theirs] = [infectee.confirmationDate ?? infectee.reportingDate, candidate.confirmationDate ?? candidate.reportingDate];
  if (mine !== undefined && theirs !== undefined) return { infectee: mine, candidate: theirs, compared: "confirmation" };
  const [myAny, theirAny] = [infectee.onsetDate ?? mine, candidate.onsetDate ?? theirs];
  return myAny === undefined || theirAny === undefined ? undefined : { infectee: myAny, candidate: theirAny, compared: "mixed" };
}

function weightOf({ serialIntervalDensity, sameMunicipality, sameProvince }: LikelySource["evidence"], settings: LikelySourceOptions): number {
  return serialIntervalDensity * (sameMunicipality ? settings.sameMunicipalityFactor : sameProvince ? settings.sameProvinceFactor : settings.elsewhereFactor);
}

/** Candidates are many, days between dates few. */
function remembered(valueOn: (days: number) => number): (days: number) => number {
  const known = new Map<number, number>();
  return (days) => {
    const value = known.get(days) ?? valueOn(days);
    known.set(days, value);
    return value;
  };
}
