/** Makes the files of an exported log (docs/ledger-format.md), one after another, in constant memory. Not where they are read from or written to: see the command `epigraph audit export`. */
import { parseCheckpoint } from "../checkpoint.js";
import { formatNote, parseNote } from "../note.js";
import { inclusionProver, inclusionTiles } from "../proof.js";
import { hashBytes, type Tile, tilePath, tilesOf } from "../tile.js";
import { formatTlogProof } from "../tlog-proof.js";
import { checkpointPath, keyPath, manifestPath, olderPath, proofPath, recordPath } from "./layout.js";
import { formatManifest, rangesOf } from "./manifest.js";
import { inOrder } from "./verify-export.js";

/** A log to be exported. `checkpoint`: the note whose tree is exported; `older`: notes of smaller trees; `tile`: at least as wide as asked; `records`: those to be disclosed, in ascending order. */
export type ExportSource = {
  readonly checkpoint: string;
  readonly older: AsyncIterable<{ readonly size: number; readonly note: string }>;
  readonly statements: readonly { readonly size: number; readonly note: string }[];
  readonly tile: (tile: Tile) => Promise<Uint8Array>;
  readonly records: AsyncIterable<{ readonly index: number; readonly body: string }>;
};

export type ExportFile = { readonly path: string; readonly bytes: Uint8Array | string };

/** The manifest comes last, so that an export that was broken off shows as one. */
export async function* exportFiles({ checkpoint, older, statements, tile, records }: ExportSource): AsyncGenerator<ExportFile, void, undefined> {
  const newest = orderedNote(checkpoint);
  const { size } = parseCheckpoint(parseNote(newest).text);
  const read = async (wanted: Tile): Promise<Uint8Array> => (await tile(wanted)).subarray(0, wanted.width * hashBytes);
  for (const one of tilesOf(size)) yield { path: tilePath(one), bytes: await read(one) };
  for (const { size: since, note } of statements) yield { path: keyPath(since), bytes: note };
  const sizes = new Set<number>();
  for await (const { size: smaller, note } of older) {
    if (smaller >= size || sizes.has(smaller)) continue;
    sizes.add(smaller);
    yield { path: olderPath(smaller), bytes: orderedNote(note) };
  }
  const indexes: number[] = [];
  const readAgain = lastRead(read);
  let tiles = new Map<string, Uint8Array>();
  const prove = inclusionProver(size, (one) => tiles.get(tilePath(one)) ?? new Uint8Array());
  for await (const { index, body } of records) {
    indexes.push(index);
    tiles = new Map();
    for (const one of inclusionTiles(index, size)) tiles.set(tilePath(one), await readAgain(one));
    yield { path: recordPath(index), bytes: body };
    yield { path: proofPath(index), bytes: formatTlogProof({ index, proof: prove(index), checkpoint: newest }) };
  }
  yield { path: checkpointPath, bytes: newest };
  yield { path: manifestPath, bytes: formatManifest({ checkpoints: [...sizes].sort((a, b) => a - b), keys: statements.map((one) => one.size).sort((a, b) => a - b), records: rangesOf(indexes) }) };
}

/** The log's signature, then the witnesses'. */
function orderedNote(note: string): string {
  const { text, signatures } = parseNote(note);
  const { origin } = parseCheckpoint(text);
  return formatNote({ text, signatures: [...signatures.filter(({ name }) => name === origin), ...signatures.filter(({ name }) => name !== origin).sort(inOrder)] });
}

const remembered = 32;

/** The proofs of neighbours share nearly all of their tiles. */
function lastRead(read: (tile: Tile) => Promise<Uint8Array>): (tile: Tile) => Promise<Uint8Array> {
  const known = new Map<string, Uint8Array>();
  return async (tile) => {
    const path = tilePath(tile);
    const bytes = known.get(path) ?? (await read(tile));
    known.delete(path);
    known.set(path, bytes);
    const [oldest] = known.keys();
    if (known.size > remembered && oldest !== undefined) known.delete(oldest);
    return bytes;
  };
}
