/** A log made in memory, with keys, witnesses and hand-overs of its own, to be exported and attacked. Its records are texts of no meaning; the platform's own logs are in tests/. */
import type { KeyObject } from "node:crypto";
import { signCheckpoint } from "./checkpoint.js";
import { attachSignatures, cosigner } from "./cosignature.js";
import { type ExportFiles, tooLong } from "./export/files.js";
import { exportFiles, type ExportSource } from "./export/make-export.js";
import { newPrivateKey, type VerifierKey, verifierKey } from "./key.js";
import { signKeyRotation } from "./key-rotation.js";
import { noteSigner, parseNote, signNote } from "./note.js";
import type { Tile } from "./tile.js";
import { appendLeaves, leafHash, treeHash, type TileReader } from "./tree.js";

export type SyntheticLog = {
  readonly keys: readonly VerifierKey[];
  readonly witness: VerifierKey;
  /** What an export of it is made from, with these records. */
  readonly source: (records: readonly number[]) => ExportSource;
  /** The signed and cosigned checkpoint of a size at which the log stood. */
  readonly checkpoint: (size: number) => string;
  readonly body: (index: number) => string;
  readonly readTile: TileReader;
};

/** `sizes`: where the log signed checkpoints, ascending; the last is its size. `rotations`: at which of them it got another key. The same `privateKeys` and `witnessKey` make logs that only their records tell apart. */
export type LogPlan = {
  readonly origin: string;
  readonly sizes: readonly number[];
  readonly rotations?: readonly number[];
  readonly privateKeys?: readonly KeyObject[];
  readonly witnessKey?: KeyObject;
  readonly body: (index: number) => string;
};

/** Whole seconds since the Unix epoch, in every cosignature. */
export const cosignedAt = 1_790_000_000;
const witnessName = "witness.example/w1";

export function syntheticLog({ origin, sizes, rotations = [], body, ...given }: LogPlan): SyntheticLog {
  const privateKeys = given.privateKeys ?? [undefined, ...rotations].map(() => newPrivateKey());
  const witnessKey = given.witnessKey ?? newPrivateKey();
  const signers = privateKeys.map((key) => noteSigner(origin, key));
  const keys = privateKeys.map((key) => verifierKey(origin, key));
  const tiles = new Map<string, Uint8Array>();
  const read = ({ level, index }: Tile): Uint8Array => tiles.get(`${level}/${index}`) ?? new Uint8Array();
  const checkpoints = new Map<number, string>();
  let size = 0;
  for (const next of sizes) {
    const leaves = Array.from({ length: next - size }, (_, at) => leafHash(body(size + at)));
    const grown = appendLeaves(size, leaves, read);
    for (const { tile, hashes } of grown.tiles) tiles.set(`${tile.level}/${tile.index}`, hashes);
    size = next;
    const signer = signers[rotations.filter((at) => at <= size).length];
    if (!signer) throw new RangeError("a hand-over needs a key");
    const note = signCheckpoint({ size, root: grown.root }, signer);
    checkpoints.set(size, attachSignatures(note, [witnessed(note, witnessKey)]));
  }
  const checkpoint = (at: number): string => {
    const note = checkpoints.get(at);
    if (note === undefined) throw new RangeError("the log signed no checkpoint there");
    return note;
  };
  const statements = rotations.map((at, number) => {
    const [signer, key] = [signers[number], keys[number + 1]];
    if (!signer || !key) throw new RangeError("a hand-over needs a key");
    return { size: at, note: signKeyRotation({ size: at, root: treeHash(at, read), key }, signer) };
  });
  const source = (records: readonly number[]): ExportSource => ({
    checkpoint: checkpoint(size),
    older: eachOf(sizes.slice(0, -1).map((at) => ({ size: at, note: checkpoint(at) }))),
    statements,
    tile: async (tile) => await Promise.resolve(read(tile)),
    records: eachOf(records.map((index) => ({ index, body: body(index) }))),
  });
  return { keys, witness: verifierKey(witnessName, witnessKey, "cosignature/v1"), source, checkpoint, body, readTile: read };
}

/** The files of an export, by path. */
export async function filesOf(source: ExportSource): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const { path, bytes } of exportFiles(source)) files.set(path, Buffer.from(bytes));
  return files;
}

/** Files in memory, as the verifier reads them. */
export function inMemory(files: ReadonlyMap<string, Uint8Array>): ExportFiles {
  return {
    list: () => [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, regular: true })),
    read: (path, atMost) => {
      const bytes = files.get(path);
      if (bytes && bytes.length > atMost) throw tooLong(path, bytes.length, atMost);
      return bytes;
    },
  };
}

function witnessed(note: string, key: KeyObject): ReturnType<typeof parseNote>["signatures"][number] {
  const { text } = parseNote(note);
  const [signature] = parseNote(signNote(text, [cosigner(witnessName, key, cosignedAt)])).signatures;
  if (!signature) throw new RangeError("a witness signs");
  return signature;
}

async function* eachOf<T>(values: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const value of values) yield await Promise.resolve(value);
}
