/** What distinguishes one disease from another, as data, and the figures of two: a running platform has its own, in `policy.disease`. Not how the figures are used: see serial-interval.ts, incubation.ts, windows.ts. */
import type { Distribution } from "./distribution.js";

export const diseaseIds = ["covid-19", "mers"] as const;
export type DiseaseId = (typeof diseaseIds)[number];

export type Disease = {
  /** Onset of the infectee minus onset of the infector. */
  readonly serialInterval: Distribution & { readonly source: string };
  /** Onset minus infection. */
  readonly incubation: Distribution & { readonly source: string };
  /** Days before onset from which a case counts as infectious. */
  readonly infectiousBeforeOnset: { readonly days: number; readonly source: string };
  /** Days from the last contact for which a contact stays apart. */
  readonly quarantine: { readonly days: number; readonly source: string };
};

export const diseases: Readonly<Record<DiseaseId, Disease>> = {
  "covid-19": {
    serialInterval: { family: "normal", mean: 3.96, sd: 4.75, source: "Du et al. 2020, Emerging Infectious Diseases 26(6); fitted as normal because 12.6 % of the intervals seen were negative. Wild type, early 2020" },
    incubation: { family: "lognormal", mu: 1.526, sigma: 0.567, source: "Achangwa, Park & Ryu 2022, Frontiers in Public Health 10:905020: lognormal, median 4.6 days, 95th percentile 11.7. Wild type, Korea 2020" },
    infectiousBeforeOnset: { days: 2, source: "Korean guidelines of 2020: contacts are sought from 2 days before onset, without symptoms from 2 days before sampling" },
    quarantine: { days: 14, source: "Korean guidelines of 2020: 14 days from the last contact" },
  },
  mers: {
    serialInterval: {
      family: "lognormal",
      mu: 2.461,
      sigma: 0.382,
      source: "mean 12.6 days: Cowling et al. 2015, Eurosurveillance 20(25). The spread (standard deviation 5 days) and the shape are assumptions; lognormal because infectiousness before onset is unlikely there",
    },
    incubation: {
      family: "lognormal",
      mu: 1.782,
      sigma: 0.491,
      source: "mean 6.7 days: Cowling et al. 2015, Eurosurveillance 20(25). The spread (standard deviation 3.5 days, so that the 95th percentile is 13.3) and the shape are assumptions",
    },
    infectiousBeforeOnset: { days: 0, source: "Cowling et al. 2015, Eurosurveillance 20(25): infectiousness is unlikely to precede onset" },
    quarantine: { days: 14, source: "Korean guidelines of 2015: 14 days from the last contact" },
  },
};
