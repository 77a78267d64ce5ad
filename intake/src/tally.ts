/** Counting while one file is read: repairs, drops and quarantined rows; and, at the end, the report. Not its form: see report.ts. */
import { quarantineListLimit, type Counts, type FileReport, type ImportReport, type QuarantinedRow, type TableReport } from "./report.js";

export type Tally = {
  readonly file: string;
  /** One more row was read from the file. */
  read(): void;
  repair(kind: string): void;
  drop(kind: string): void;
  quarantine(line: number, reason: string, column?: string): void;
  /** How many rows were neither dropped nor quarantined so far. */
  accepted(): number;
  quarantined(): readonly QuarantinedRow[];
  /** The file's report once the loader has said how many of the accepted rows were new. */
  report(imported: number): FileReport;
};

export function openTally(file: string): Tally {
  let read = 0;
  const repaired = new Map<string, number>();
  const dropped = new Map<string, number>();
  const reasons = new Map<string, number>();
  const rows: QuarantinedRow[] = [];
  const accepted = (): number => read - sum(dropped) - sum(reasons);
  return {
    file,
    read: () => void (read += 1),
    repair: (kind) => increment(repaired, kind),
    drop: (kind) => increment(dropped, kind),
    quarantine: (line, reason, column) => {
      increment(reasons, reason);
      if (rows.length < quarantineListLimit) rows.push({ file, line, ...(column === undefined ? {} : { column }), reason });
    },
    accepted,
    quarantined: () => rows,
    report: (imported) => ({
      file,
      read,
      imported,
      alreadyPresent: accepted() - imported,
      repaired: counts(repaired),
      dropped: counts(dropped),
      quarantined: counts(reasons),
    }),
  };
}

/** Puts a report together from the tallies of the files, each with the number of its rows that were new, and from what the loader wrote. */
export function importReport(system: string, tables: readonly TableReport[], files: readonly (readonly [Tally, number])[]): ImportReport {
  return {
    system,
    files: files.map(([tally, imported]) => tally.report(imported)),
    tables,
    quarantine: files.flatMap(([tally]) => tally.quarantined()).slice(0, quarantineListLimit),
  };
}

function increment(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function sum(map: ReadonlyMap<string, number>): number {
  let all = 0;
  for (const count of map.values()) all += count;
  return all;
}

function counts(map: ReadonlyMap<string, number>): Counts {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
