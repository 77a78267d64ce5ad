/** Looks for thousands of byte strings at once, in buffers, and in all files of a folder. Knows nothing of what they mean. */
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";

/** Each at least four bytes long. */
export type ByteSearch = { readonly in: (buffer: Buffer, found: Set<number>) => void; readonly longest: number };

/** By the first three bytes in a bitmap, then by the first four in a map: almost every place is left after one look. */
export function byteSearch(patterns: readonly Buffer[]): ByteSearch {
  const bitmap = new Uint8Array(1 << 21);
  const byHead = new Map<number, number[]>();
  for (const [index, pattern] of patterns.entries()) {
    const head = pattern.readUInt32BE(0);
    const three = head >>> 8;
    bitmap[three >> 3] = (bitmap[three >> 3] ?? 0) | (1 << (three & 7));
    byHead.set(head, [...(byHead.get(head) ?? []), index]);
  }
  return {
    longest: Math.max(0, ...patterns.map(({ length }) => length)),
    in: (buffer, found) => {
      for (let at = 0; at + 4 <= buffer.length; at += 1) {
        const three = ((buffer[at] ?? 0) << 16) | ((buffer[at + 1] ?? 0) << 8) | (buffer[at + 2] ?? 0);
        if (((bitmap[three >> 3] ?? 0) & (1 << (three & 7))) === 0) continue;
        for (const index of byHead.get(buffer.readUInt32BE(at)) ?? []) {
          const pattern = patterns[index];
          if (pattern !== undefined && buffer.compare(pattern, 0, pattern.length, at, Math.min(at + pattern.length, buffer.length)) === 0) found.add(index);
        }
      }
    },
  };
}

export type SearchedFiles = { readonly found: ReadonlySet<number>; readonly files: number; readonly bytes: number; readonly where: ReadonlyMap<string, ReadonlySet<number>> };

/** In pieces that overlap. `where`: in which files which. */
export function searchFolder(search: ByteSearch, folder: string, wanted: (path: string) => boolean = () => true): SearchedFiles {
  const found = new Set<number>();
  const where = new Map<string, ReadonlySet<number>>();
  let [files, bytes] = [0, 0];
  const piece = Buffer.alloc(4 * 1_048_576);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, name);
    if (!wanted(path) || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const own = new Set<number>();
    const file = openSync(path, "r");
    try {
      for (let at = 0; ; ) {
        const read = readSync(file, piece, 0, piece.length, at);
        search.in(piece.subarray(0, read), own);
        bytes += read;
        if (read < piece.length) break;
        at += read - search.longest;
      }
    } finally {
      closeSync(file);
    }
    files += 1;
    if (own.size > 0) where.set(name, own);
    for (const index of own) found.add(index);
  }
  return { found, files, bytes, where };
}
