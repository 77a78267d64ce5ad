/** The first sheet of a workbook, streamed. The workbook itself is held in memory as sent, for its directory is at its end, and never touches a disk in the clear; formulas are refused. */
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { SaxesParser } from "saxes";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { ProvisionError } from "../error.js";
import { limits } from "../limits.js";
import type { Chunk, Reading, SourceRow } from "./chunk.js";

/** @throws ProvisionError FILE_EMPTY, HEADER_WRONG, TOO_MANY_COLUMNS, XLSX_BROKEN, XLSX_TOO_BIG */
export async function readXlsx(source: AsyncIterable<Buffer>, rowsOfChunk: number = limits.chunkRows): Promise<Reading> {
  const bytes = await held(source);
  if (bytes.length === 0) throw new ProvisionError("FILE_EMPTY", "the file is empty: send a workbook with a header and rows");
  const zip = await opened(bytes);
  const entries = await entriesOf(zip);
  const sheet = entries.get("xl/worksheets/sheet1.xml") ?? [...entries].find(([name]) => /^xl\/worksheets\/[^/]+\.xml$/.test(name))?.[1];
  if (sheet === undefined) throw broken();
  const shared = entries.get("xl/sharedStrings.xml");
  const rows = sheetRows(zip, sheet, shared === undefined ? [] : await sharedTexts(zip, shared));
  const first = await rows.next();
  if (first.done === true) throw new ProvisionError("FILE_EMPTY", "the first sheet is empty: send a workbook with a header and rows");
  if (first.value.fault !== undefined) throw new ProvisionError("HEADER_WRONG", "the header of the first sheet has a formula: give the names of the columns there", 1);
  const header = first.value.cells.map((cell) => cell.trim());
  if (header.length > limits.columns) throw new ProvisionError("TOO_MANY_COLUMNS", `there are more than ${String(limits.columns)} columns`, 1);
  return { header, chunks: chunksOf(rows, header, rowsOfChunk) };
}

async function* chunksOf(rows: AsyncGenerator<SourceRow, void>, header: readonly string[], rowsOfChunk: number): AsyncGenerator<Chunk, void> {
  let number = 0;
  let waiting: SourceRow[] = [];
  const cut = (): Chunk => {
    const given = waiting;
    waiting = [];
    return { number: number++, lineFrom: given[0]?.line ?? 0, lineTo: given.at(-1)?.line ?? 0, bytes: undefined, digest: createHash("sha256").update(JSON.stringify(given)).digest(), rows: () => [given] };
  };
  for await (const row of rows) {
    waiting.push(fitted(row, header));
    if (waiting.length >= rowsOfChunk) yield cut();
  }
  if (waiting.length > 0) yield cut();
}

/** Empty cells at the end of a row are not written in a workbook. */
function fitted(row: SourceRow, header: readonly string[]): SourceRow {
  if (row.fault !== undefined) {
    const column = header[Number(row.fault.column)];
    return { ...row, fault: { reason: row.fault.reason, ...(column === undefined ? {} : { column }) } };
  }
  if (row.cells.length === header.length) return row;
  if (row.cells.length < header.length) return { line: row.line, cells: [...row.cells, ...Array.from({ length: header.length - row.cells.length }, () => "")] };
  return { line: row.line, cells: [], fault: { reason: "columns-wrong" }, raw: row.cells.join("\t") };
}

async function held(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of source) {
    size += part.length;
    if (size > limits.workbookBytes) throw new ProvisionError("XLSX_TOO_BIG", `a workbook may have ${String(limits.workbookBytes)} bytes: send larger data as csv`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, zip) => (error === null ? resolve(zip) : reject(broken())));
  });
}

function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size > 1_000) reject(broken());
      else zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", () => reject(broken()));
    zip.readEntry();
  });
}

/** Decompressed, in pieces of text; stops at the limit, whatever the directory says of its size. */
async function* texts(zip: ZipFile, entry: Entry, cap: number): AsyncGenerator<string, void> {
  const tooBig = (): ProvisionError => new ProvisionError("XLSX_TOO_BIG", "the workbook is too big once decompressed: send it as csv");
  if (entry.uncompressedSize > cap) throw tooBig();
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opening) => (error === null ? resolve(opening) : reject(broken())));
  });
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > cap || (size > limits.sheetRatioFrom && size > limits.ratio * Math.max(1, entry.compressedSize))) throw tooBig();
      yield decoder.decode(part, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    throw error instanceof ProvisionError ? error : broken();
  } finally {
    stream.destroy();
  }
}

async function sharedTexts(zip: ZipFile, entry: Entry): Promise<readonly string[]> {
  const found: string[] = [];
  let text = "";
  let [inText, phonetic] = [false, false];
  const parser = strictParser();
  parser.on("opentag", ({ name }) => {
    if (name === "si") text = "";
    if (name === "rPh") phonetic = true;
    inText = name === "t" && !phonetic;
  });
  parser.on("text", (piece) => {
    if (inText) text += piece;
  });
  parser.on("closetag", ({ name }) => {
    if (name === "si") found.push(text.slice(0, limits.cellBytes));
    if (name === "rPh") phonetic = false;
    inText = false;
  });
  for await (const piece of texts(zip, entry, limits.sharedTextBytes)) written(parser, piece);
  return found;
}

/** As spreadsheet programs have it. */
const sheetRowsAtMost = 1_048_576;

/** Of each row its cells by column; of one with a formula or an error the column instead, as an index. */
async function* sheetRows(zip: ZipFile, entry: Entry, shared: readonly string[]): AsyncGenerator<SourceRow, void> {
  let ready: SourceRow[] = [];
  let line = 0;
  let cells: string[] = [];
  let formula: number | undefined;
  let [column, kind, value, collecting] = [0, "", "", false];
  const parser = strictParser();
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "row") {
      const { r: given } = attributes as { readonly r?: string };
      const next = given === undefined ? line + 1 : Number(given);
      if (!(Number.isInteger(next) && next > line && next <= sheetRowsAtMost)) throw broken(); // each row once, in their order: by its number a fault is found again
      line = next;
      [cells, formula, column] = [[], undefined, -1];
    } else if (name === "c") {
      const { r: reference, t: type } = attributes as { readonly r?: string; readonly t?: string };
      column = reference === undefined ? column + 1 : columnOf(reference);
      if (!(column >= 0 && column < limits.columns)) throw new ProvisionError("TOO_MANY_COLUMNS", `there are more than ${String(limits.columns)} columns`, line);
      [kind, value] = [type ?? "n", ""];
    } else if (name === "f") formula ??= column;
    collecting = name === "v" || name === "t";
  });
  parser.on("text", (piece) => {
    if (collecting && value.length < limits.cellBytes) value += piece;
  });
  parser.on("closetag", ({ name }) => {
    collecting = false;
    if (name === "c") {
      while (cells.length < column) cells.push("");
      if (kind === "e") formula ??= column;
      cells[column] = kind === "s" ? (shared[Number(value)] ?? "") : value;
    } else if (name === "row" && (cells.some((cell) => cell !== "") || formula !== undefined)) {
      ready.push(formula === undefined ? { line, cells } : { line, cells: [], fault: { reason: "formula", column: String(formula) }, raw: cells.join("\t") });
    }
  });
  for await (const piece of texts(zip, entry, limits.sheetBytes)) {
    written(parser, piece);
    const given = ready;
    ready = [];
    yield* given;
  }
}

/** `B12` is column 1. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]+/.exec(reference)?.[0] ?? "") column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function strictParser(): SaxesParser {
  const parser = new SaxesParser();
  parser.on("error", () => {
    throw broken();
  });
  parser.on("doctype", () => {
    throw broken(); // no workbook has one; entities could grow
  });
  return parser;
}

function written(parser: SaxesParser, piece: string): void {
  parser.write(piece);
}

const broken = (): ProvisionError => new ProvisionError("XLSX_BROKEN", "the workbook cannot be read: save it again, or send it as csv");
