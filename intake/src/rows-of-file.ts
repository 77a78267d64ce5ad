/** Goes through one file: every row is counted, and ends as read or in quarantine, whole. Not the meaning of a cell: see importers/. */
import { cellReader, Unreadable, type CellReader } from "./cell-reading.js";
import { readCsv, type Progress } from "./csv-file.js";
import type { Tally } from "./tally.js";

/** What `take` may note of its row; nothing is counted when the row then turns out unreadable. */
export type RowNotes = { repair(kind: string): void; drop(kind: string): void };

/** Calls `take` for each row of the shape; when it throws `Unreadable` the row goes to quarantine. Errors: those of `readCsv`. */
export async function takeRows<const Column extends string>(
  source: { readonly folder: string; readonly tally: Tally; readonly columns: readonly Column[]; readonly onProgress?: Progress | undefined },
  take: (cells: CellReader<Column>, notes: RowNotes, row: { readonly line: number; readonly cells: Readonly<Record<Column, string>> }) => void,
): Promise<void> {
  const { folder, tally, columns, onProgress } = source;
  for await (const row of readCsv(folder, tally.file, columns, onProgress)) {
    tally.read();
    if ("fault" in row) {
      tally.quarantine(row.line, row.fault);
      continue;
    }
    const notes: (() => void)[] = [];
    try {
      take(cellReader(row.cells), { repair: (kind) => notes.push(() => tally.repair(kind)), drop: (kind) => notes.push(() => tally.drop(kind)) }, row);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      tally.quarantine(row.line, error.reason, error.column);
      continue;
    }
    if (row.blankCells === "some") tally.repair("blank-cell-made-empty");
    for (const note of notes) note();
  }
}
