/** A whole outbreak: the city and the epidemic in memory (compact), cases and truth worked out one at a time as they are asked for. Not its files: see write-outbreak.ts. */
import { numberCases } from "./case-numbers.js";
import { truthOf, type CaseTruth } from "./case-truth.js";
import type { Cluster } from "./clusters.js";
import { clinicsOf, type GeneratedClinic } from "./clinics.js";
import { indexCoPresences } from "./co-presence-index.js";
import { simulateEpidemic } from "./epidemic.js";
import { observedCase, type ClusterNotice, type GeneratedCase } from "./observed-case.js";
import { checkParameters, type Parameters } from "./parameters.js";
import { element } from "./element.js";
import type { Place } from "./places.js";
import { programsOf, type GeneratedProgram } from "./programs.js";
import { statisticsOf, type RegionStatistic } from "./statistics.js";
import { buildWorld } from "./world.js";

export type Outbreak = {
  readonly parameters: Parameters;
  /** Last day, `YYYY-MM-DD`: that of the last confirmation. */
  readonly asOf: string;
  readonly places: readonly Place[];
  readonly clusters: readonly Cluster[];
  /** In the order of their ids, each worked out when it is asked for; `from` and `to` (exclusive) count from 0. Can be iterated again, with the same result. */
  readonly cases: (from?: number, to?: number) => Iterable<GeneratedCase>;
  readonly statistics: readonly RegionStatistic[];
  readonly clinics: readonly GeneratedClinic[];
  readonly programs: readonly GeneratedProgram[];
  /** In the same order as `cases`. The first use works out an index of all true visits. Never give it to the platform. */
  readonly truth: (from?: number, to?: number) => Iterable<CaseTruth>;
};

/** Same parameters, same outbreak. Throws `GeneratorError` (`invalid-parameter`) on parameters that cannot be. */
export function simulate(given: Partial<Parameters> = {}): Outbreak {
  const parameters = checkParameters(given);
  const world = buildWorld(parameters);
  const epidemic = simulateEpidemic(world);
  const { tree } = epidemic;
  const numbers = numberCases(parameters.seed, tree);
  const asOf = tree.confirmationDay(numbers.infectionAt(tree.size() - 1));
  const notices = new Map<string, ClusterNotice>();
  const clusters: Cluster[] = [];
  for (const { cluster, places } of epidemic.clusters) {
    const closedFrom = world.closedFrom.get(element(places, 0));
    if (closedFrom === undefined) continue; // it never broke out
    clusters.push(cluster);
    for (const id of cluster.placeIds) notices.set(id, { cluster, closedFrom });
  }
  const range = (from = 0, to = tree.size()): readonly [number, number] => [Math.max(0, from), Math.min(tree.size(), to)];
  let coPresences: ReturnType<typeof indexCoPresences> | undefined;
  return {
    parameters,
    asOf: world.calendar.dateOf(asOf),
    places: world.places.list,
    clusters,
    cases: (from, to) => each(range(from, to), (number) => observedCase(world, epidemic, numbers, notices, asOf, number)),
    statistics: statisticsOf(world, epidemic, asOf),
    clinics: clinicsOf(world, asOf),
    programs: programsOf(world),
    truth: (from, to) => each(range(from, to), (number) => truthOf(world, epidemic, numbers, (coPresences ??= indexCoPresences(world, epidemic)), number)),
  };
}

function each<T>([from, to]: readonly [number, number], make: (number: number) => T): Iterable<T> {
  return {
    *[Symbol.iterator]() {
      for (let number = from; number < to; number++) yield make(number);
    },
  };
}
