/** Everything that shapes a generated outbreak, with defaults and checks. Not the noise of the observations: see noise.ts. */
import { isDate } from "./calendar.js";
import { GeneratorError } from "./generator-error.js";
import { checkNoise, defaultNoise, type Noise } from "./noise.js";

export type Parameters = {
  /** 0 to 2^53 - 1. Same seed and same parameters, same bytes. */
  readonly seed: number;
  /** Confirmed cases, exactly: 1 to 1,000,000. Every infected person is confirmed in the end. */
  readonly cases: number;
  /** Whole calendar days of path before each confirmation date: 1 to 60. */
  readonly days: number;
  /** Day 0, `YYYY-MM-DD` in Asia/Seoul. Nobody is infected earlier; paths may begin up to `days` earlier. */
  readonly startDate: string;
  /** Length of the two waves that the daily incidence is steered along, 14 to 720; the last infections can come later. */
  readonly epidemicDays: number;
  /** Highest reproduction number that ordinary contacts may reach on a day, 0 to 6. It is steered down where the waves fall. */
  readonly reproduction: number;
  /** Share of infections that come from outside the city, 0 to 1. With 1 there is no transmission at all: every case is independent. */
  readonly importShare: number;
  /** Shape of the gamma distribution of individual infectiousness: smaller is more overdispersed; 0.05 to 100. */
  readonly dispersion: number;
  /** Infections that never show symptoms, 0 to 1. */
  readonly asymptomaticShare: number;
  /** Infectees who are sampled because their infector was confirmed, not for their own symptoms, 0 to 1. */
  readonly tracedShare: number;
  /**
   * `named`: superspreading venues (clubs in Itaewon, a call centre, a church, a hospital...) with the investigators' name for each.
   * `none`: a null city. No superspreading venue, no households or workplaces that transmit, equal infectiousness; an infectee's home is drawn from the whole city,
   * independently of everything before: so homes and dates are exchangeable. What remains is the meeting itself (two cases at one venue at one time, once per
   * transmission) and visits that coincide by chance. For a city without even the meetings set `importShare` to 1 as well.
   */
  readonly clusters: "named" | "none";
  /** Share of infections that happen in named clusters' venues, 0 to 0.8; without effect in a null city. */
  readonly clusterShare: number;
  /** Multiplies the number of places, which grows with the square root of `cases`; 0.1 to 10. */
  readonly placeDensity: number;
  readonly noise: Noise;
};

/** The demo: 300 cases. */
export const defaultParameters: Parameters = {
  seed: 1,
  cases: 300,
  days: 14,
  startDate: "2020-02-01",
  epidemicDays: 100,
  reproduction: 2.5,
  importShare: 0.04,
  dispersion: 0.4,
  asymptomaticShare: 0.2,
  tracedShare: 0.5,
  clusters: "named",
  clusterShare: 0.2,
  placeDensity: 1,
  noise: defaultNoise,
};

/** Where every number must lie; whole numbers are marked. */
const ranges: readonly (readonly [name: Exclude<keyof Parameters, "startDate" | "clusters" | "noise">, low: number, high: number, kind: "whole" | "any"])[] = [
  ["seed", 0, Number.MAX_SAFE_INTEGER, "whole"],
  ["cases", 1, 1_000_000, "whole"],
  ["days", 1, 60, "whole"],
  ["epidemicDays", 14, 720, "whole"],
  ["reproduction", 0, 6, "any"],
  ["importShare", 0, 1, "any"],
  ["dispersion", 0.05, 100, "any"],
  ["asymptomaticShare", 0, 1, "any"],
  ["tracedShare", 0, 1, "any"],
  ["clusterShare", 0, 0.8, "any"],
  ["placeDensity", 0.1, 10, "any"],
];

/** What is not given takes its default; throws `GeneratorError` (`invalid-parameter`) naming the first value that cannot be. */
export function checkParameters(given: Partial<Parameters>): Parameters {
  const known = new Set(Object.keys(defaultParameters));
  for (const name of Object.keys(given)) if (!known.has(name)) throw new GeneratorError("invalid-parameter", `unknown parameter \`${name}\`: use one of ${[...known].join(", ")}`, name);
  const parameters: Parameters = { ...defaultParameters, ...given, noise: checkNoise(given.noise ?? defaultNoise) };
  for (const [name, low, high, kind] of ranges) {
    const value: unknown = parameters[name];
    if (typeof value !== "number" || !(value >= low && value <= high) || (kind === "whole" && !Number.isSafeInteger(value)))
      throw new GeneratorError("invalid-parameter", `\`${name}\` is \`${String(value)}\`: give a ${kind === "whole" ? "whole number" : "number"} from ${low} to ${high}`, name);
  }
  const startDate: unknown = parameters.startDate;
  if (typeof startDate !== "string" || !isDate(startDate)) throw new GeneratorError("invalid-parameter", `\`startDate\` is \`${String(startDate)}\`: give a calendar day such as 2020-02-01`, "startDate");
  if (parameters.clusters !== "named" && parameters.clusters !== "none") throw new GeneratorError("invalid-parameter", `\`clusters\` is \`${String(parameters.clusters)}\`: give named or none`, "clusters");
  return parameters;
}
