/** Counts the resolvers of one request as they run. Synchronous and cheap: it stands in the path of every field. Not the record: see record.ts. */
import type { ResolverEvent, ResolverOutcome } from "./record.js";

export type Recorder = {
  /** One resolver call. `subjects`: whose data it touched, still unpseudonymised. */
  readonly count: (coordinate: string, outcome: ResolverOutcome, ruleId: string | undefined, subjects: readonly string[]) => void;
  /** A call already counted as allowed that failed after all. */
  readonly failed: (coordinate: string, ruleId: string | undefined, subjects: readonly string[]) => void;
  readonly events: (pseudonymOf: (subject: string) => string) => ResolverEvent[];
  /** How many calls were allowed so far. */
  readonly allowed: () => number;
};

type Tally = { readonly coordinate: string; readonly outcome: ResolverOutcome; readonly ruleId: string | undefined; count: number; readonly subjects: Map<string, number> };

export function recorder(): Recorder {
  const byCoordinate = new Map<string, Tally[]>();
  const tallyOf = (coordinate: string, outcome: ResolverOutcome, ruleId: string | undefined): Tally => {
    let tallies = byCoordinate.get(coordinate);
    if (!tallies) byCoordinate.set(coordinate, (tallies = []));
    let tally = tallies.find((one) => one.outcome === outcome && one.ruleId === ruleId);
    if (!tally) tallies.push((tally = { coordinate, outcome, ruleId, count: 0, subjects: new Map() }));
    return tally;
  };
  const all = (): Tally[] => [...byCoordinate.values()].flat();
  const add = (tally: Tally, subjects: readonly string[], by: 1 | -1): void => {
    tally.count += by;
    for (const subject of subjects) {
      const met = (tally.subjects.get(subject) ?? 0) + by;
      if (met === 0) tally.subjects.delete(subject);
      else tally.subjects.set(subject, met);
    }
  };
  return {
    count: (coordinate, outcome, ruleId, subjects) => add(tallyOf(coordinate, outcome, ruleId), subjects, 1),
    failed: (coordinate, ruleId, subjects) => {
      add(tallyOf(coordinate, "allowed", ruleId), subjects, -1);
      add(tallyOf(coordinate, "error", ruleId), subjects, 1);
    },
    events: (pseudonymOf) => all().filter(({ count }) => count > 0).map(({ subjects, ...tally }) => ({ ...tally, subjects: new Map([...subjects].map(([subject, count]) => [pseudonymOf(subject), count])) })),
    allowed: () => all().reduce((sum, tally) => sum + (tally.outcome === "allowed" ? tally.count : 0), 0),
  };
}
