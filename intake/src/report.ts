/** The end of an import: for each file, how many rows were read and what became of every one of them. Not a log of values: a row is named by file and line only. */
/** A count for each named kind or reason. */
export type Counts = Readonly<Record<string, number>>;

/** A row that was not stored, and why. Never holds a value of the row. */
export type QuarantinedRow = { readonly file: string; readonly line: number; readonly column?: string; readonly reason: string };

/** `read = imported + alreadyPresent + sum(dropped) + sum(quarantined)`; repairs are counted beside it, since a repaired row is imported too. */
export type FileReport = {
  readonly file: string;
  readonly read: number;
  readonly imported: number;
  readonly alreadyPresent: number;
  /** Corrections of a value, and peculiarities knowingly kept (their kind ends in `-kept`); one row can have several. */
  readonly repaired: Counts;
  /** Rows that say nothing new, such as exact copies, by kind. */
  readonly dropped: Counts;
  readonly quarantined: Counts;
};

/** What was offered to one table and how much of it was new. */
export type TableReport = { readonly table: string; readonly offered: number; readonly inserted: number };

/** Plain data: `JSON.stringify` gives the machine-readable form. */
export type ImportReport = {
  readonly system: string;
  readonly files: readonly FileReport[];
  readonly tables: readonly TableReport[];
  /** The first rows that were quarantined, at most `quarantineListLimit`; the counts above are complete. */
  readonly quarantine: readonly QuarantinedRow[];
};

export const quarantineListLimit = 1000;

/** One line of the table that a terminal shows. `note` holds the kinds or reasons with their counts, most frequent first. */
export type ReportRow = { readonly file: string; readonly read: number; readonly imported: number; readonly alreadyPresent: number; readonly repaired: number; readonly dropped: number; readonly quarantined: number; readonly note: string };

/** The report as a table: one row a file, then the total. */
export function reportRows(report: ImportReport): readonly ReportRow[] {
  const rows = report.files.map(rowOf);
  const sum = (column: "read" | "imported" | "alreadyPresent" | "repaired" | "dropped" | "quarantined"): number => rows.reduce((total, row) => total + row[column], 0);
  return [
    ...rows,
    { file: "total", read: sum("read"), imported: sum("imported"), alreadyPresent: sum("alreadyPresent"), repaired: sum("repaired"), dropped: sum("dropped"), quarantined: sum("quarantined"), note: "" },
  ];
}

/** Whether every row read is accounted for exactly once. */
export function isBalanced(file: FileReport): boolean {
  return file.read === file.imported + file.alreadyPresent + sumOf(file.dropped) + sumOf(file.quarantined);
}

function rowOf(file: FileReport): ReportRow {
  const { read, imported, alreadyPresent } = file;
  const note = [...described("repaired", file.repaired), ...described("dropped", file.dropped), ...described("quarantined", file.quarantined)].join("; ");
  return { file: file.file, read, imported, alreadyPresent, repaired: sumOf(file.repaired), dropped: sumOf(file.dropped), quarantined: sumOf(file.quarantined), note };
}

function described(heading: string, counts: Counts): readonly string[] {
  const entries = Object.entries(counts).toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return entries.length === 0 ? [] : [`${heading}: ${entries.map(([kind, count]) => `${kind} ${String(count)}`).join(", ")}`];
}

function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
