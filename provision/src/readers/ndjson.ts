/** One JSON object a line, in UTF-8. The names of the first object are the header; a later one may leave some out and may not have others. */
import { ProvisionError } from "../error.js";
import { limits } from "../limits.js";
import { type Chunk, type Reading, rowsAtOnce, type SourceRow } from "./chunk.js";
import { decoded } from "./encoding.js";
import { type LineChunk, lineChunks, type Start } from "./lines.js";

export type NdjsonOptions = { readonly resumed?: { readonly start: Start; readonly header: readonly string[] }; readonly rowsOfChunk?: number };

/** @throws ProvisionError FILE_EMPTY, HEADER_WRONG, ENCODING_WRONG, LINE_TOO_LONG, TOO_MANY_COLUMNS */
export async function readNdjson(source: AsyncIterable<Buffer>, { resumed, rowsOfChunk }: NdjsonOptions = {}): Promise<Reading> {
  const chunks = lineChunks(source, "mean nothing", resumed?.start ?? { number: 0, line: 1, byte: 0 }, rowsOfChunk);
  if (resumed) return { header: resumed.header, chunks: mapped(chunks, resumed.header, undefined) };
  const first = await chunks.next();
  if (first.done === true) throw new ProvisionError("FILE_EMPTY", "the file is empty: send one with rows");
  const text = decoded(first.value.bytes, "utf-8", 1);
  const line = text.split("\n").find((one) => one.trim() !== "");
  if (line === undefined) throw new ProvisionError("FILE_EMPTY", "there are only blank lines: send a file with rows");
  const object = objectOf(line.replace(/^\uFEFF/, ""));
  if (object === undefined) throw new ProvisionError("HEADER_WRONG", "the first line is not one JSON object: send one object a line", 1);
  const header = Object.keys(object);
  if (header.length > limits.columns) throw new ProvisionError("TOO_MANY_COLUMNS", `there are more than ${String(limits.columns)} columns`, 1);
  return { header, chunks: mapped(chunks, header, first.value) };
}

async function* mapped(rest: AsyncGenerator<LineChunk, void>, header: readonly string[], first: LineChunk | undefined): AsyncGenerator<Chunk, void> {
  const places = new Map(header.map((name, index) => [name, index]));
  const chunkOf = ({ number, lineFrom, lineTo, from, to, bytes, digest }: LineChunk): Chunk => ({
    number,
    lineFrom,
    lineTo,
    bytes: { from, to },
    digest,
    rows: function* () {
      const lines = decoded(bytes, "utf-8", lineFrom).replace(/^\uFEFF/, "").split("\n");
      for (let at = 0; at < lines.length; at += rowsAtOnce) yield lines.slice(at, at + rowsAtOnce).flatMap((text, index) => (text.trim() === "" ? [] : [rowOf(text, lineFrom + at + index, places)]));
    },
  });
  if (first) yield chunkOf(first);
  for await (const chunk of rest) yield chunkOf(chunk);
}

function rowOf(text: string, line: number, places: ReadonlyMap<string, number>): SourceRow {
  const object = objectOf(text);
  if (object === undefined) return { line, cells: [], fault: { reason: "not-an-object" }, raw: text };
  const cells = Array.from({ length: places.size }, () => "");
  for (const [name, value] of Object.entries(object)) {
    const place = places.get(name);
    if (place === undefined) return { line, cells: [], fault: { reason: "unexpected-column" }, raw: text };
    cells[place] = value;
  }
  return { line, cells };
}

/** Its values as text; none for what is no object of plain values. */
function objectOf(text: string): Readonly<Record<string, string>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const cells: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, cell] of Object.entries(value)) {
    if (cell === null) cells[name] = "";
    else if (typeof cell === "string" || typeof cell === "number" || typeof cell === "boolean") cells[name] = String(cell);
    else return undefined;
  }
  return cells;
}
