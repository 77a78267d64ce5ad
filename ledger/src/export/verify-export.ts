/**
 * Verifies an exported log from its files and the keys that the verifier trusts, and nothing else (docs/ledger-format.md). Whatever can be recomputed is compared as a whole, so that no byte of
 * any file is unaccounted for. Trusts neither the database nor the platform; reads one file at a time.
 */
import { type SignedCheckpoint, verifyCheckpoint } from "../checkpoint.js";
import { type Cosignature, verifyCosignatures } from "../cosignature.js";
import { encodeHash } from "../encoding.js";
import { LedgerError } from "../error.js";
import { parseKeyRotation, type TrustedKey, trustedKeys } from "../key-rotation.js";
import type { VerifierKey } from "../key.js";
import { type NoteSignature, parseNote } from "../note.js";
import { inclusionProver } from "../proof.js";
import { hashBytes, tileAt, tilePath, tileWidth } from "../tile.js";
import { formatTlogProof } from "../tlog-proof.js";
import { leafHash, treeHash, type TileReader, verifyTiles } from "../tree.js";
import { about, accountForFiles, type ExportFiles, readPart } from "./files.js";
import { checkpointPath, type ExportPart, keyPath, manifestPath, olderPath, proofPath, recordPath } from "./layout.js";
import { isListed, type Manifest, parseManifest } from "./manifest.js";

/** `keys`: of the log, any of them that is in its chain; `since`: checkpoints that were kept from before; `quorum`: how many of the witnesses must have cosigned the newest one. */
export type Trust = { readonly keys: readonly VerifierKey[]; readonly witnesses: readonly VerifierKey[]; readonly quorum: number; readonly since: readonly { readonly name: string; readonly bytes: Uint8Array }[] };

/** What a sound export says of its newest checkpoint: `root` in base64, `signedBy` and `cosignatures`; `keys`: the log's, oldest first. The rest are numbers of files. */
export type SoundExport = {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly signedBy: string;
  readonly keys: readonly string[];
  readonly cosignatures: readonly Cosignature[];
  readonly checkpoints: number;
  readonly records: number;
};

/** @throws LedgerError that says in one line what is wrong and where */
export function verifyExport(files: ExportFiles, trust: Trust): SoundExport {
  const manifest = parseManifest(readPart(files, manifestPath));
  const keys = chainOf(files, manifest, trust.keys);
  const newest = openCheckpoint(checkpointPath, readPart(files, checkpointPath), keys, trust.witnesses);
  accountForFiles(files, accounted(newest.checkpoint.size, manifest));
  if (newest.cosignatures.length < trust.quorum) {
    throw new LedgerError("NOT_WITNESSED", `${checkpointPath}: cosigned by ${newest.cosignatures.length} of the ${trust.witnesses.length} witnesses that were named, where ${trust.quorum} must have`);
  }
  const readTile = tileReader(files, newest.checkpoint.size);
  verifyTiles(newest.checkpoint.size, newest.checkpoint.root, readTile);
  checkHandovers(keys, newest.checkpoint.size, readTile);
  for (const size of manifest.checkpoints) checkOlder(files, size, newest.checkpoint, readTile, keys, trust.witnesses);
  const records = checkRecords(files, manifest, newest, readTile);
  for (const { name, bytes } of trust.since) checkSince(name, bytes, newest.checkpoint, readTile, keys);
  const { origin, size, root, verified } = newest.checkpoint;
  const signedBy = keys.find(({ id }) => id === verified[0]?.keyId)?.text ?? "";
  return { origin, size, root: encodeHash(root), signedBy, keys: keys.map(({ text }) => text), cosignatures: newest.cosignatures, checkpoints: manifest.checkpoints.length, records };
}

/** The log's keys, from a trusted one that stands at the beginning of the chain. */
function chainOf(files: ExportFiles, manifest: Manifest, trusted: readonly VerifierKey[]): readonly TrustedKey[] {
  const statements = manifest.keys.map((size) => {
    const bytes = readPart(files, keyPath(size));
    const rotation = about(keyPath(size), () => parseKeyRotation(parseNote(bytes).text));
    if (rotation.size !== size) throw new LedgerError("FILE_CHANGED", `${keyPath(size)}: speaks of a tree of ${rotation.size} records, not ${size}`);
    return bytes;
  });
  const failures: unknown[] = [];
  for (const first of trusted) {
    try {
      const chain = trustedKeys(first, statements);
      const strange = trusted.find(({ text }) => !chain.some((key) => key.text === text));
      if (strange) throw new LedgerError("KEY_INVALID", `\`${strange.text}\` was given, but it is none of this log's keys`);
      return chain;
    } catch (error) {
      failures.push(error);
    }
  }
  const [failure = new LedgerError("KEY_INVALID", "no key of the log was given")] = failures;
  return about("keys", () => {
    throw failure;
  });
}

type Opened = { readonly text: string; readonly checkpoint: SignedCheckpoint; readonly cosignatures: readonly Cosignature[] };

/** A checkpoint of the log, each of whose signature lines is by a known key. The log's comes first, then the witnesses' by name and id: one order, so that the file has one text. */
function openCheckpoint(path: string, bytes: Uint8Array, keys: readonly TrustedKey[], witnesses: readonly VerifierKey[]): Opened {
  return about(path, () => {
    const checkpoint = verifyCheckpoint(bytes, keys);
    const { cosignatures, unknown } = verifyCosignatures(checkpoint, witnesses);
    const [stranger] = unknown;
    if (stranger) throw new LedgerError("SIGNATURE_INVALID", `nobody whose key was given signed the line of \`${stranger.name}\` (key ${stranger.keyId.toString(16).padStart(8, "0")}): name its witness too, if you trust it`);
    const [own, ...others] = parseNote(bytes).signatures;
    if (checkpoint.verified.length !== 1 || own?.name !== checkpoint.origin || !isSorted(others)) throw new LedgerError("FILE_CHANGED", "the log signs first and once, then its witnesses in the order of their names");
    return { text: Buffer.from(bytes).toString("utf8"), checkpoint, cosignatures };
  });
}

/** The order of signatures in an exported checkpoint. */
export function inOrder(one: NoteSignature, other: NoteSignature): number {
  return Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)) || one.keyId - other.keyId;
}
const isSorted = (signatures: readonly NoteSignature[]): boolean => signatures.every((signature, at) => at === 0 || inOrder(signatures[at - 1] ?? signature, signature) < 0);

function accounted(size: number, manifest: Manifest): (part: ExportPart) => boolean {
  const [checkpoints, keys] = [new Set(manifest.checkpoints), new Set(manifest.keys)];
  return (part) => {
    if (part.kind === "older") return checkpoints.has(part.size);
    if (part.kind === "key") return keys.has(part.size);
    if (part.kind === "record" || part.kind === "proof") return isListed(manifest.records, part.index);
    if (part.kind !== "tile") return true;
    const { level, index, width } = part.tile;
    return Math.min(tileWidth, Math.floor(size / tileWidth ** level) - index * tileWidth) === width;
  };
}

/** Gives the tiles as wide as the newest tree has them: earlier trees read the beginning of the same. */
function tileReader(files: ExportFiles, size: number): TileReader {
  return ({ level, index }) => {
    const tile = tileAt(level, index, size);
    const bytes = readPart(files, tilePath(tile));
    if (bytes.length !== tile.width * hashBytes) throw new LedgerError("TILE_INVALID", `${tilePath(tile)}: must have ${tile.width * hashBytes} bytes, not ${bytes.length}`);
    return bytes;
  };
}

/** The key before vouched for the tree at each hand-over. */
function checkHandovers(keys: readonly TrustedKey[], size: number, readTile: TileReader): void {
  for (const { handover } of keys) {
    if (!handover) continue;
    if (handover.size > size) throw new LedgerError("LOG_TRUNCATED", `${keyPath(handover.size)}: the log had ${handover.size} records when its key changed, and this export ends at ${size}`);
    if (!treeHash(handover.size, readTile).equals(handover.root)) throw new LedgerError("LOG_FORKED", `${keyPath(handover.size)}: the log that changed its key at ${handover.size} records is not the beginning of this one`);
  }
}

function checkOlder(files: ExportFiles, size: number, newest: SignedCheckpoint, readTile: TileReader, keys: readonly TrustedKey[], witnesses: readonly VerifierKey[]): void {
  const path = olderPath(size);
  const { checkpoint } = openCheckpoint(path, readPart(files, path), keys, witnesses);
  if (checkpoint.size !== size || size >= newest.size) throw new LedgerError("FILE_CHANGED", `${path}: holds the checkpoint of ${checkpoint.size} records in an export of ${newest.size}`);
  compare(path, checkpoint, newest, readTile);
}

/** Of a checkpoint that somebody kept, only the log's own signature counts. */
function checkSince(name: string, bytes: Uint8Array, newest: SignedCheckpoint, readTile: TileReader, keys: readonly TrustedKey[]): void {
  const kept = about(name, () => verifyCheckpoint(bytes, keys));
  if (kept.size > newest.size) throw new LedgerError("LOG_TRUNCATED", `${name}: the log had ${kept.size} records then, and this export ends at ${newest.size}: its tail is cut off`);
  compare(name, kept, newest, readTile);
}

function compare(name: string, old: SignedCheckpoint, newest: SignedCheckpoint, readTile: TileReader): void {
  if (!treeHash(old.size, readTile).equals(old.root)) throw new LedgerError("LOG_FORKED", `${name}: the log of ${old.size} records that was signed there is not the beginning of this one of ${newest.size}: the log was forked or rewritten`);
}

/** Each disclosed record is the one that the tree has at its place, and its proof is the one that follows from the tree. */
function checkRecords(files: ExportFiles, { records }: Manifest, { checkpoint: { size }, text }: Opened, readTile: TileReader): number {
  const prove = inclusionProver(size, readTile);
  let count = 0;
  for (const { from, to } of records) {
    if (to >= size) throw new LedgerError("FILE_CHANGED", `${manifestPath}: lists record ${to} of a log of ${size}`);
    for (let index = from; index <= to; index += 1) {
      const tile = readTile({ level: 0, index: Math.floor(index / tileWidth), width: tileWidth });
      const at = (index % tileWidth) * hashBytes;
      const leaf = leafHash(readPart(files, recordPath(index)));
      if (!leaf.equals(tile.subarray(at, at + hashBytes))) throw new LedgerError("FILE_CHANGED", `${recordPath(index)}: these are not the bytes of the log's record ${index}`);
      const proof = Buffer.from(formatTlogProof({ index, proof: prove(index), checkpoint: text }));
      if (!proof.equals(readPart(files, proofPath(index)))) throw new LedgerError("FILE_CHANGED", `${proofPath(index)}: this is not the proof that follows from the tree`);
      count += 1;
    }
  }
  return count;
}
