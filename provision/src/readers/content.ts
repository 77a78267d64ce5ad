/** What a file says it is, in its head and in its first bytes: both must agree. Not its reading: see the reader of each. */
import { createHash, type Hash } from "node:crypto";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ProvisionError } from "../error.js";
import { limits } from "../limits.js";
import { type Encoding, encodingOf } from "./encoding.js";

export type Content = { readonly kind: "csv" | "ndjson" | "xlsx"; readonly encoding: Encoding; readonly compressed: boolean };

const kinds: Readonly<Record<string, Content["kind"]>> = {
  "text/csv": "csv",
  "application/csv": "csv",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
};

/** From the headers `content-type` and `content-encoding`. @throws ProvisionError CONTENT_UNKNOWN */
export function contentOf(type: string | undefined, compression: string | undefined): Content {
  const [name = "", ...parameters] = (type ?? "").split(";").map((part) => part.trim());
  const kind = Object.hasOwn(kinds, name.toLowerCase()) ? kinds[name.toLowerCase()] : undefined;
  if (kind === undefined) throw new ProvisionError("CONTENT_UNKNOWN", "say what is sent in `content-type`: text/csv, application/x-ndjson or the type of an xlsx workbook");
  const label = parameters.find((part) => part.toLowerCase().startsWith("charset="))?.slice(8).replaceAll('"', "");
  const encoding = label === undefined ? "utf-8" : encodingOf(label);
  if (encoding === undefined || (kind !== "csv" && encoding !== "utf-8")) throw new ProvisionError("CONTENT_UNKNOWN", kind === "csv" ? "the `charset` may be utf-8 or cp949" : "the `charset` may be utf-8 only");
  const coding = (compression ?? "identity").trim().toLowerCase();
  if (coding !== "identity" && coding !== "gzip") throw new ProvisionError("CONTENT_UNKNOWN", "the `content-encoding` may be gzip or none");
  return { kind, encoding, compressed: coding === "gzip" };
}

export type Received = { readonly bytes: AsyncIterable<Buffer>; /** So far: bytes as sent and their hash. */ readonly sent: () => number; readonly sha256: () => Buffer };

/** The bytes as they were before compression, checked against the limits and against what the head says. `from`: `middle` when a file goes on where it was broken off. */
export function received(source: AsyncIterable<Buffer>, content: Content, from: "beginning" | "middle" = "beginning"): Received {
  const hash = createHash("sha256");
  const count = { sent: 0 };
  const plain = content.compressed ? gunzipped(counted(source, hash, count), count) : counted(source, hash, count);
  return { bytes: from === "middle" ? plain : agreeing(plain, content), sent: () => count.sent, sha256: () => hash.copy().digest() };
}

async function* counted(source: AsyncIterable<Buffer>, hash: Hash, count: { sent: number }): AsyncGenerator<Buffer, void> {
  for await (const block of source) {
    count.sent += block.length;
    if (count.sent > limits.sentBytes) throw new ProvisionError("TOO_MANY_BYTES", `more than ${String(limits.sentBytes)} bytes were sent: send the data in several files`);
    hash.update(block);
    yield block;
  }
}

async function* gunzipped(source: AsyncIterable<Buffer>, count: { readonly sent: number }): AsyncGenerator<Buffer, void> {
  const start = await headOf(source, 2);
  if (start.head.length === 0) return;
  if (!startsWith(start.head, [0x1f, 0x8b])) throw new ProvisionError("CONTENT_MISMATCH", "`content-encoding` says gzip and the first bytes do not: send one or the other");
  const gunzip = createGunzip({ chunkSize: 262_144 });
  const input = Readable.from(start.all);
  input.on("error", (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  let size = 0;
  try {
    for await (const block of gunzip as AsyncIterable<Buffer>) {
      size += block.length;
      if (size > limits.bytes || (size > limits.ratioFrom && size > limits.ratio * count.sent)) throw new ProvisionError("GZIP_BOMB", `the file grows more than ${String(limits.ratio)} times on decompression: send it as it is, or in parts`);
      yield block;
    }
  } catch (error) {
    if (error instanceof ProvisionError) throw error;
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    if (code === "Z_BUF_ERROR") throw new ProvisionError("GZIP_TRUNCATED", "the gzip file ends too early: send it again, whole; what is stored already is not stored twice");
    if (typeof code === "string" && code.startsWith("Z_")) throw new ProvisionError("GZIP_BROKEN", "the gzip file is damaged: make it again and send it whole");
    throw error;
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

async function* agreeing(source: AsyncIterable<Buffer>, { kind, encoding }: Content): AsyncGenerator<Buffer, void> {
  const { head, all } = await headOf(source, 8);
  const fault = head.length === 0 ? undefined : mismatch(head, kind, encoding);
  if (fault !== undefined) throw new ProvisionError("CONTENT_MISMATCH", fault);
  yield* all;
}

function mismatch(head: Buffer, kind: Content["kind"], encoding: Encoding): string | undefined {
  if (startsWith(head, [0x1f, 0x8b])) return "the file is compressed: say so with `content-encoding: gzip`";
  const isZip = startsWith(head, [0x50, 0x4b, 3, 4]);
  if (kind === "xlsx") return isZip ? undefined : "the first bytes are not those of an xlsx workbook (an old xls file must be saved as xlsx)";
  if (isZip) return "the first bytes are those of a zip file or an xlsx workbook: say so in `content-type`";
  if (startsWith(head, [0xd0, 0xcf, 0x11, 0xe0])) return "the first bytes are those of an old office file: save it as xlsx or csv";
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff]) || head.includes(0)) return "the file is utf-16 or no text: save it as utf-8 or cp949";
  if (encoding === "cp949" && startsWith(head, [0xef, 0xbb, 0xbf])) return "the file begins as utf-8 does, and is said to be cp949: leave out the `charset`";
  const first = head.toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  if (kind === "ndjson") return first === "" || first.startsWith("{") ? undefined : "the first line does not begin with `{`: send one json object a line";
  return undefined;
}

/** The first bytes, and a stream that has them still. */
async function headOf(source: AsyncIterable<Buffer>, length: number): Promise<{ readonly head: Buffer; readonly all: AsyncGenerator<Buffer, void> }> {
  const iterator = source[Symbol.asyncIterator]();
  const blocks: Buffer[] = [];
  let size = 0;
  while (size < length) {
    const next = await iterator.next();
    if (next.done === true) break;
    blocks.push(next.value);
    size += next.value.length;
  }
  async function* all(): AsyncGenerator<Buffer, void> {
    try {
      yield* blocks;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: Buffer.concat(blocks).subarray(0, length), all: all() };
}

const startsWith = (bytes: Buffer, start: readonly number[]): boolean => bytes.length >= start.length && start.every((byte, index) => bytes[index] === byte);
