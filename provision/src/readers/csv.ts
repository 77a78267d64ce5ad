/** CSV as RFC 4180 has it, from chunks of lines. Lines without a quotation mark are split at once: that is ten times as fast as csv-parse, to which a test holds the rest. */
import { ProvisionError } from "../error.js";
import { limits } from "../limits.js";
import { type Chunk, type Reading, rowsAtOnce, type SourceRow } from "./chunk.js";
import { decoded, type Encoding } from "./encoding.js";
import { type LineChunk, lineChunks, type Start } from "./lines.js";

export type CsvOptions = { readonly encoding: Encoding; /** When the reading goes on in the middle, whose header was read before. */ readonly resumed?: { readonly start: Start; readonly header: readonly string[] }; readonly rowsOfChunk?: number };

/** @throws ProvisionError FILE_EMPTY, HEADER_WRONG, ENCODING_WRONG, LINE_TOO_LONG, TOO_MANY_COLUMNS */
export async function readCsv(source: AsyncIterable<Buffer>, { encoding, resumed, rowsOfChunk }: CsvOptions): Promise<Reading> {
  const chunks = lineChunks(source, "may hold line breaks", resumed?.start ?? { number: 0, line: 1, byte: 0 }, rowsOfChunk);
  if (resumed) return { header: resumed.header, chunks: mapped(chunks, resumed.header, encoding, undefined) };
  const first = await chunks.next();
  if (first.done === true) throw new ProvisionError("FILE_EMPTY", "the file is empty: send one with a header and rows");
  const text = withoutMark(decoded(first.value.bytes, encoding, 1));
  const [header] = records(text, 1, first.value.bytes.includes(0x22)).next().value ?? [];
  if (header === undefined) throw new ProvisionError("FILE_EMPTY", "there are only blank lines: send a file with a header and rows");
  if (header.fault !== undefined) throw new ProvisionError("HEADER_WRONG", "the first line is no header: give the names of the columns there", 1);
  if (header.cells.length > limits.columns) throw new ProvisionError("TOO_MANY_COLUMNS", `there are more than ${String(limits.columns)} columns`, 1);
  const columns = header.cells.map((cell) => cell.trim());
  return { header: columns, chunks: mapped(chunks, columns, encoding, first.value) };
}

async function* mapped(rest: AsyncGenerator<LineChunk, void>, header: readonly string[], encoding: Encoding, first: LineChunk | undefined): AsyncGenerator<Chunk, void> {
  const chunkOf = ({ number, lineFrom, lineTo, from, to, bytes, digest }: LineChunk, isFirst: boolean): Chunk => ({
    number,
    lineFrom,
    lineTo,
    bytes: { from, to },
    digest,
    rows: function* () {
      const text = decoded(bytes, encoding, lineFrom);
      let headers = isFirst ? 1 : 0;
      for (const some of records(isFirst ? withoutMark(text) : text, lineFrom, bytes.includes(0x22))) {
        yield (headers > 0 ? some.slice(headers) : some).map((row) => checked(row, header.length));
        headers = 0;
      }
    },
  });
  if (first) yield chunkOf(first, true);
  for await (const chunk of rest) yield chunkOf(chunk, false);
}

const withoutMark = (text: string): string => (text.startsWith("\uFEFF") ? text.slice(1) : text);

/** A row of the wrong length goes back as it was. */
function checked(row: SourceRow, columns: number): SourceRow {
  if (row.fault !== undefined || row.cells.length === columns) return row;
  return { line: row.line, cells: [], fault: { reason: "columns-wrong" }, raw: row.cells.join(",").slice(0, limits.lineBytes) };
}

/**
 * Blank lines are no rows. `quoted`: whether there is any quotation mark, which is asked of the bytes: of the text V8 moves the question into the loop, where it is asked once a row and costs
 * thirty times what the row does.
 */
export function* records(text: string, firstLine: number, quoted: boolean): Generator<SourceRow[], void> {
  let rows: SourceRow[] = [];
  let line = firstLine;
  for (let at = 0; at < text.length; ) {
    if (rows.length >= rowsAtOnce) {
      yield rows;
      rows = [];
    }
    const found = text.indexOf("\n", at);
    const end = found === -1 ? text.length : found;
    const cut = text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end;
    const row = text.slice(at, cut);
    if (row !== "") {
      if (!quoted || !row.includes('"')) {
        rows.push({ line, cells: row.split(",") });
      } else {
        const read = quotedRecord(text, at);
        if (read !== undefined) {
          rows.push({ line, cells: read.cells });
          for (let next = text.indexOf("\n", at); next !== -1 && next < read.end; next = text.indexOf("\n", next + 1)) line += 1;
          at = read.end;
          line += read.ended === "by a line break" ? 1 : 0;
          if (read.ended === "by a line break") at += 1;
          continue;
        }
        rows.push({ line, cells: [], fault: { reason: "quotes-wrong" }, raw: row });
      }
    }
    at = end + 1;
    line += 1;
  }
  if (rows.length > 0) yield rows;
}

type QuotedRecord = { readonly cells: readonly string[]; readonly end: number; readonly ended: "by a line break" | "by the end" };

/** The record that begins at `from`, or none when its quotation marks are wrong or it has too many lines. `end`: the index of its line break. */
function quotedRecord(text: string, from: number): QuotedRecord | undefined {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    if (text.charCodeAt(at) === 34) {
      let cell = "";
      let open = at + 1;
      for (;;) {
        const close = text.indexOf('"', open);
        if (close === -1 || close - from > limits.lineBytes) return undefined;
        cell += text.slice(open, close);
        if (text.charCodeAt(close + 1) !== 34) {
          at = close + 1;
          break;
        }
        cell += '"';
        open = close + 2;
      }
      if (cell.includes("\n") && cell.split("\n").length > limits.linesOfRecord) return undefined;
      cells.push(cell);
    } else {
      let end = at;
      for (let code = text.charCodeAt(end); end < text.length && code !== 44 && code !== 10; code = text.charCodeAt(++end)) if (code === 34) return undefined;
      const cell = text.slice(at, end);
      cells.push((end === text.length || text.charCodeAt(end) === 10) && cell.endsWith("\r") ? cell.slice(0, -1) : cell);
      at = end;
    }
    if (at >= text.length) return { cells, end: text.length, ended: "by the end" };
    const code = text.charCodeAt(at);
    if (code === 44) at += 1;
    else if (code === 10) return { cells, end: at, ended: "by a line break" };
    else if (code === 13 && (at + 1 === text.length || text.charCodeAt(at + 1) === 10)) return at + 1 === text.length ? { cells, end: text.length, ended: "by the end" } : { cells, end: at + 1, ended: "by a line break" };
    else return undefined;
  }
}
