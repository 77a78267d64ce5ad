/** Counts the resolvers of one request as they run. Synchronous and cheap: it stands in the path of every field. Not the record: see record.ts. */
import type { ResolverEvent, ResolverOutcome } from "./record.js";

export type Recorder = {
  /** Looked up once for each request, called for each call. */
  readonly of: (coordinate: string) => Counter;
  readonly events: (pseudonymOf: (subject: string) => string) => ResolverEvent[];
  /** How many calls were allowed so far. */
  readonly allowed: () => number;
};

/** What became of a call, by which rule. */
export type Counted = { readonly outcome: ResolverOutcome; readonly ruleId: string | undefined };

/** The calls of one coordinate. */
export type Counter = {
  /** One resolver call. `subjects`: whose data it touched, still unpseudonymised; kept as given, so it must not change any more. */
  readonly count: (decision: Counted, subjects: readonly string[]) => void;
  /** A call already counted as allowed that failed after all. */
  readonly failed: (ruleId: string | undefined, subjects: readonly string[]) => void;
};

/** All calls of one coordinate that ended alike. Whose data each touched is only noted as the calls come, and counted up in the end. */
type Tally = { readonly coordinate: string; readonly outcome: ResolverOutcome; readonly ruleId: string | undefined; count: number; met: Met; readonly unmet: (readonly string[])[] };

/**
 * A stretch of a list of subjects, call by call. The fields of a list of rows meet the same ones in the same order: then one of them keeps the list and the others only
 * how far they followed it.
 */
type Met = { readonly list: (readonly string[])[]; readonly from: number; length: number; readonly own: boolean };

export function recorder(): Recorder {
  const counters = new Map<string, { readonly counter: Counter; readonly tallies: readonly Tally[] }>();
  let longest: Met | undefined; // the list that grew last
  const meet = (tally: Tally, subjects: readonly string[]): void => {
    let { met } = tally;
    if (!met.own && met.list[met.from + met.length] === subjects) {
      met.length += 1;
      return;
    }
    if (met.length === 0 && longest !== undefined && longest.list.at(-1) === subjects) {
      tally.met = { list: longest.list, from: longest.list.length - 1, length: 1, own: false };
      return;
    }
    if (!met.own) tally.met = met = { list: met.list.slice(met.from, met.from + met.length), from: 0, length: met.length, own: true };
    met.list.push(subjects);
    met.length += 1;
    longest = met;
  };
  const counterOf = (coordinate: string, tallies: Tally[]): Counter => {
    let last: { readonly decision: Counted; readonly tally: Tally } | undefined; // most calls of a field share one decision
    const tallyOf = ({ outcome, ruleId }: Counted): Tally => {
      for (const tally of tallies) if (tally.outcome === outcome && tally.ruleId === ruleId) return tally;
      const made: Tally = { coordinate, outcome, ruleId, count: 0, met: { list: [], from: 0, length: 0, own: true }, unmet: [] };
      tallies.push(made);
      return made;
    };
    const count: Counter["count"] = (decision, subjects) => {
      if (last?.decision !== decision) last = { decision, tally: tallyOf(decision) };
      const { tally } = last;
      tally.count += 1;
      if (subjects.length > 0) meet(tally, subjects);
    };
    return {
      count,
      failed: (ruleId, subjects) => {
        const tally = tallyOf({ outcome: "allowed", ruleId });
        tally.count -= 1;
        tally.unmet.push(subjects);
        count({ outcome: "error", ruleId }, subjects);
      },
    };
  };
  const all = (): Tally[] => [...counters.values()].flatMap(({ tallies }) => tallies);
  return {
    of: (coordinate) => {
      let known = counters.get(coordinate);
      if (!known) {
        const tallies: Tally[] = [];
        counters.set(coordinate, (known = { counter: counterOf(coordinate, tallies), tallies }));
      }
      return known.counter;
    },
    events: (pseudonymOf) => {
      const subjectsOf = counting(pseudonymOf);
      return all()
        .filter((tally) => tally.count > 0)
        .map((tally) => ({ coordinate: tally.coordinate, outcome: tally.outcome, ruleId: tally.ruleId, count: tally.count, subjects: subjectsOf(tally) }));
    },
    allowed: () => all().reduce((sum, tally) => sum + (tally.outcome === "allowed" ? tally.count : 0), 0),
  };
}

/** Counts up how often each subject was met; those who followed a whole list share its count. */
function counting(pseudonymOf: (subject: string) => string): (tally: Tally) => ReadonlyMap<string, number> {
  const names = new Map<string, string>();
  const counted = new Map<Met["list"], ReadonlyMap<string, number>>();
  const nameOf = (subject: string): string => {
    let name = names.get(subject);
    if (name === undefined) names.set(subject, (name = pseudonymOf(subject)));
    return name;
  };
  return ({ met, unmet }) => {
    const whole = unmet.length === 0 && met.from === 0 && met.length === met.list.length;
    const known = whole ? counted.get(met.list) : undefined;
    if (known) return known;
    const subjects = new Map<string, number>();
    const add = (lists: Iterable<readonly string[]>, by: 1 | -1): void => {
      for (const list of lists) for (const subject of list) subjects.set(nameOf(subject), (subjects.get(nameOf(subject)) ?? 0) + by);
    };
    add(met.list.slice(met.from, met.from + met.length), 1);
    add(unmet, -1);
    for (const [name, times] of subjects) if (times === 0) subjects.delete(name);
    if (whole) counted.set(met.list, subjects);
    return subjects;
  };
}
