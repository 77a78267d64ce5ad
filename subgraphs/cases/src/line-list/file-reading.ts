/** From the bytes of a file to rows of texts with the lines that they stand in. Knows nothing of cases: see row-reading.ts. */
import { CsvError, parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { readSheet } from "read-excel-file/universal";
import type { Format } from "./file-writing.js";

/** The most that a file may be, and hold. */
export const fileCaps = { bytes: 10_000_000, rows: 20_000, columns: 100, unpackedBytes: 200_000_000 } as const;

export type ReadRow = { readonly line: number; readonly cells: readonly string[] };
/** The first row is the head. Or why the file cannot be read, as a sentence. */
export type ReadFile = { readonly rows: readonly ReadRow[] } | { readonly fault: string };

export async function readFile(bytes: Buffer, format: Format): Promise<ReadFile> {
  if (bytes.length === 0) return { fault: "the file is empty" };
  if (bytes.length > fileCaps.bytes) return { fault: `the file is longer than ${fileCaps.bytes / 1e6} MB: split it` };
  const read = format === "csv" ? readCsv(bytes) : await readXlsx(bytes);
  if ("fault" in read) return read;
  const rows = read.rows.filter(({ cells }) => cells.some((cell) => cell !== ""));
  if (rows.length < 2) return { fault: "the file has no rows below its head" };
  if (rows.length - 1 > fileCaps.rows) return { fault: `the file has more than ${fileCaps.rows} rows: split it` };
  if (rows.some(({ cells }) => cells.length > fileCaps.columns)) return { fault: `the file has more than ${fileCaps.columns} columns` };
  return { rows };
}

function readCsv(bytes: Buffer): ReadFile {
  const text = decoded(bytes);
  if (text === undefined) return { fault: "the file is neither UTF-8 nor CP949 throughout: save it as CSV UTF-8" };
  try {
    const records = parse(text, { bom: true, info: true, relax_column_count: true, relax_quotes: false, skip_empty_lines: true, to: fileCaps.rows + 2 }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return { rows: records.map(({ record, info }) => ({ line: info.lines, cells: record.map(plain) })) };
  } catch (error) {
    if (error instanceof CsvError) return { fault: `the file is no CSV from line ${Number(error["lines"])} on: look for a quotation mark that is not closed` };
    throw error;
  }
}

/** UTF-8 with or without byte order mark, else CP949 (which WHATWG calls euc-kr). */
function decoded(bytes: Buffer): string | undefined {
  for (const encoding of ["utf-8", "euc-kr"]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // tries the next
    }
  }
  return undefined;
}

async function readXlsx(bytes: Buffer): Promise<ReadFile> {
  const notXlsx = { fault: "the file is no XLSX workbook that can be read: save it anew as XLSX, or as CSV UTF-8" };
  try {
    // the sizes that the archive states bound what unpacking it may take: fflate unpacks no more
    let unpacked = 0;
    unzipSync(bytes, { filter: ({ originalSize }) => ((unpacked += originalSize), false) });
    if (unpacked > fileCaps.unpackedBytes) return { fault: `the file unpacks to more than ${fileCaps.unpackedBytes / 1e6} MB: split it` };
    const rows = await readSheet(new Uint8Array(bytes).buffer);
    return { rows: rows.map((cells, index) => ({ line: index + 1, cells: cells.map((cell) => plain(textOf(cell))) })) };
  } catch {
    return notXlsx; // whatever the archive or its XML is, it is no workbook
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10); // a spreadsheet's day has no time zone
  return typeof cell === "string" || typeof cell === "number" || typeof cell === "boolean" ? String(cell) : "";
}

/** Without the apostrophe by which our own lists keep a spreadsheet from running a cell. */
const plain = (text: string): string => text.trim().replace(/^'(?=[=+\-@\t\r])/, "").normalize("NFC");
