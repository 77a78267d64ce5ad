/** Reads one CSV file row by row with its header checked first. Knows nothing of what the columns mean: see importers/. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline, Readable } from "node:stream";
import { parse } from "csv-parse";
import { IntakeError } from "./error.js";

/** Told after each piece of a file that was read, and once at its end. */
export type Progress = (event: { readonly file: string; readonly rowsRead: number; readonly bytesRead: number; readonly bytesTotal: number }) => void;

/** One row: its cells, trimmed, by column, the line on which it ends, and whether a cell held nothing but white space. */
export type CsvRow<Column extends string> = { readonly line: number; readonly cells: Readonly<Record<Column, string>>; readonly blankCells: "none" | "some" };
/** A row that has no cells to speak of. */
export type BrokenRow = { readonly line: number; readonly fault: "wrong-number-of-columns" | "unreadable-quotes" };

/** Throws `NOT_A_FOLDER` unless the path is a folder that can be looked into. */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) throw new IntakeError("NOT_A_FOLDER", `there is no folder \`${folder}\`: give the path of the folder that holds the files`);
  if (!found.isDirectory()) throw new IntakeError("NOT_A_FOLDER", `\`${folder}\` is not a folder: give the path of the folder that holds the files`);
}

/**
 * The rows of `folder/file`, streamed. Columns that are not asked for are passed over; blank lines are no rows.
 * Errors, before the first row: FILE_MISSING, FILE_EMPTY, HEADER_WRONG; at any row: NOT_A_CSV.
 */
export async function* readCsv<const Column extends string>(
  folder: string,
  file: string,
  columns: readonly Column[],
  onProgress: Progress = () => undefined,
): AsyncGenerator<CsvRow<Column> | BrokenRow> {
  const path = join(folder, file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) throw new IntakeError("FILE_MISSING", `\`${file}\` is missing from the folder: put it there or choose another folder`, { file });
  if (found.size === 0) throw new IntakeError("FILE_EMPTY", `\`${file}\` is empty: fetch it again`, { file });

  const seen = { bytes: 0, rows: 0 };
  const skipped: number[] = []; // lines; the parser runs ahead of the loop below
  let swallowed = false;
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 1_048_576,
    skip_records_with_error: true,
    on_skip: (error) => {
      // these two take the rest of the file with them: the rows inside are not known to be single rows
      if (error?.code === "CSV_QUOTE_NOT_CLOSED" || error?.code === "CSV_MAX_RECORD_SIZE") swallowed = true;
      else skipped.push(Number(error?.["lines"]));
      return undefined;
    },
  });
  // an error of either side destroys both; the loop below then throws it
  pipeline(Readable.from(text(path, file, (bytes) => (seen.bytes += bytes))), parser, () => undefined);
  const brokenBefore = function* (line: number): Generator<BrokenRow> {
    while (skipped[0] !== undefined && skipped[0] < line) {
      seen.rows += 1;
      yield { line: skipped.shift() ?? line, fault: "unreadable-quotes" };
    }
  };

  let positions: readonly (readonly [Column, number])[] | undefined;
  let width = 0;
  let lastLine = 1;
  for await (const item of parser) {
    const { record, info } = item as { record: readonly string[]; info: { lines: number } };
    if (positions === undefined) {
      if (skipped[0] !== undefined && skipped[0] <= info.lines) throw new IntakeError("NOT_A_CSV", `\`${file}\` does not begin with a line of column names: export it again as CSV`, { file });
      positions = header(file, record, columns);
      width = record.length;
      continue;
    }
    yield* brokenBefore(info.lines);
    seen.rows += 1;
    lastLine = info.lines;
    if (seen.rows % 1000 === 0) onProgress({ file, rowsRead: seen.rows, bytesRead: Math.min(seen.bytes, found.size), bytesTotal: found.size });
    if (record.length !== width) yield { line: info.lines, fault: "wrong-number-of-columns" };
    else yield { line: info.lines, ...cellsOf(record, positions) };
  }
  if (swallowed) throw new IntakeError("NOT_A_CSV", `\`${file}\` cannot be read as CSV after line ${String(lastLine)}: a quote is never closed, or a row is over 1 MB`, { file });
  if (positions === undefined) throw new IntakeError("FILE_EMPTY", `\`${file}\` has no line of column names: fetch it again`, { file });
  yield* brokenBefore(Infinity);
  onProgress({ file, rowsRead: seen.rows, bytesRead: found.size, bytesTotal: found.size });
}

/** Decodes strictly: a byte that is not UTF-8, or a zero, means that this is no text and every cell would be suspect. */
async function* text(path: string, file: string, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const notText = new IntakeError("NOT_A_CSV", `\`${file}\` is not text in UTF-8: export it again as CSV with the encoding UTF-8`, { file });
  const decoded = (chunk?: Uint8Array): string => {
    let piece: string;
    try {
      piece = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw notText;
    }
    if (piece.includes("\0")) throw notText;
    return piece;
  };
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    onBytes(bytes.length);
    yield decoded(bytes);
  }
  yield decoded();
}

function header<Column extends string>(file: string, names: readonly string[], columns: readonly Column[]): readonly (readonly [Column, number])[] {
  const trimmed = names.map((name) => name.trim());
  return columns.map((column) => {
    const position = trimmed.indexOf(column);
    if (position === -1) throw new IntakeError("HEADER_WRONG", `\`${file}\` has no column \`${column}\`: it is not the file expected here, or an older form of it`, { file, column });
    if (trimmed.includes(column, position + 1)) throw new IntakeError("HEADER_WRONG", `\`${file}\` has the column \`${column}\` twice: remove one`, { file, column });
    return [column, position] as const;
  });
}

function cellsOf<Column extends string>(record: readonly string[], positions: readonly (readonly [Column, number])[]): Pick<CsvRow<Column>, "cells" | "blankCells"> {
  const cells: Partial<Record<Column, string>> = {};
  let blankCells: "none" | "some" = "none";
  for (const [column, position] of positions) {
    const written = record[position] ?? "";
    const cell = written.trim(); // also no-break spaces
    if (cell === "" && written !== "") blankCells = "some";
    cells[column] = cell;
  }
  return { cells: cells as Record<Column, string>, blankCells };
}
