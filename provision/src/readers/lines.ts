/** Cuts a stream of bytes into chunks of whole lines. UTF-8 and CP949 never use the bytes of a line break or a quotation mark within a character, so nothing is decoded yet. */
import { createHash } from "node:crypto";
import { ProvisionError } from "../error.js";
import { limits } from "../limits.js";

export type LineChunk = { readonly number: number; readonly lineFrom: number; readonly lineTo: number; readonly from: number; readonly to: number; readonly bytes: Buffer; readonly digest: Buffer };

/** Where a reading goes on; at the beginning all are 0 but the line, which is 1. */
export type Start = { readonly number: number; readonly line: number; readonly byte: number };

const lineBreak = 0x0a;
const quotationMark = 0x22;

/** Chunks of `limits.chunkRows` lines or `limits.chunkBytes`, whichever is first, and for CSV to the end of the record. @throws ProvisionError LINE_TOO_LONG */
export async function* lineChunks(source: AsyncIterable<Buffer>, quotes: "may hold line breaks" | "mean nothing", start: Start, rowsOfChunk: number = limits.chunkRows): AsyncGenerator<LineChunk, void> {
  let { number, line, byte } = start;
  let parts: Buffer[] = [];
  let size = 0;
  let lines = 0;
  let open = false; // within quotes at the end of the last line
  let lineStart = 0; // where in the chunk the current line begins
  const cut = (): LineChunk => {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    const chunk = { number, lineFrom: line, lineTo: line + lines - 1, from: byte, to: byte + bytes.length, bytes, digest: createHash("sha256").update(bytes).digest() };
    number += 1;
    line += lines;
    byte += bytes.length;
    [parts, size, lines, lineStart] = [[], 0, 0, 0];
    return chunk;
  };
  for await (const block of source) {
    let taken = 0;
    const quoted = quotes === "may hold line breaks" && block.includes(quotationMark);
    for (let at = 0; ; ) {
      const end = block.indexOf(lineBreak, at);
      if (quoted && oddQuotes(block, at, end === -1 ? block.length : end)) open = !open;
      if (end === -1) break;
      at = end + 1;
      lines += 1;
      const here = size + (at - taken);
      if (here - lineStart > limits.lineBytes) throw tooLong(line + lines - 1);
      lineStart = here;
      const full = lines >= rowsOfChunk || here >= limits.chunkBytes;
      const enough = lines >= rowsOfChunk + limits.linesOfRecord || here >= 2 * limits.chunkBytes; // a stray quotation mark holds nothing up
      if (full && (!open || enough)) {
        parts.push(block.subarray(taken, at));
        taken = at;
        open = false;
        yield cut();
      }
    }
    if (taken < block.length) parts.push(block.subarray(taken));
    size += block.length - taken;
    if (size - lineStart > limits.lineBytes) throw tooLong(line + lines);
  }
  if (size > 0) {
    if (size > lineStart) lines += 1; // a last line without its break
    yield cut();
  }
}

function oddQuotes(block: Buffer, from: number, to: number): boolean {
  let odd = false;
  for (let at = block.indexOf(quotationMark, from); at !== -1 && at < to; at = block.indexOf(quotationMark, at + 1)) odd = !odd;
  return odd;
}

const tooLong = (line: number): ProvisionError => new ProvisionError("LINE_TOO_LONG", `line ${String(line)} is longer than ${String(limits.lineBytes)} bytes: check that it is a text file with line breaks`, line);
