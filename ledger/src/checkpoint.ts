/** Checkpoints (C2SP tlog-checkpoint): the signed size and root of a log. Not whether two of them agree: see proof.ts. */
import { decodeHash, decodeSize, encodeHash } from "./encoding.js";
import { LedgerError } from "./error.js";
import { isKeyName, type VerifierKey } from "./key.js";
import { type NoteSignature, noteVerifier, openNote, parseNote, type Signer, signNote } from "./note.js";
import { emptyRoot } from "./tree.js";

/** `origin` names the log, and is the name of its keys. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Buffer };

/** A key of the log, and for which sizes of its tree it signs, both ends included; all sizes without them. */
export type LogKey = VerifierKey & { readonly from?: number; readonly until?: number };

/** A checkpoint with a good signature of the log. `text`: what was signed. `unknown`: signatures that were not looked at, the witnesses' among them: see cosignature.ts. */
export type SignedCheckpoint = Checkpoint & { readonly text: string; readonly verified: readonly NoteSignature[]; readonly unknown: readonly NoteSignature[] };

/** The text that is signed: origin, size and root, a line each. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${encodeHash(root)}\n`;
  parseCheckpoint(text);
  return text;
}

/** Reads a note's text; extension lines, which no one could audit, are refused. @throws LedgerError CHECKPOINT_INVALID */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", sizeLine = "", rootLine = "", rest, ...more] = text.split("\n");
  const [size, root] = [decodeSize(sizeLine), decodeHash(rootLine)];
  if (!isKeyName(origin) || size === undefined || root === undefined || rest !== "" || more.length > 0) throw new LedgerError("CHECKPOINT_INVALID", "a checkpoint has three lines: the log's name, the number of its records and its root hash");
  if (size === 0 && !root.equals(emptyRoot())) throw new LedgerError("CHECKPOINT_INVALID", "a log of no records has the hash of nothing as its root");
  return { origin, size, root };
}

/** The checkpoint as a note signed with the log's key, whose name is its origin. @throws LedgerError CHECKPOINT_INVALID */
export function signCheckpoint({ size, root }: { readonly size: number; readonly root: Uint8Array }, signer: Signer): string {
  return signNote(formatCheckpoint({ origin: signer.name, size, root: Buffer.from(root) }), [signer]);
}

/**
 * Reads a checkpoint that one of the keys signed which are in force for its size. A signature by any other key counts for nothing.
 * @throws LedgerError NOTE_INVALID, CHECKPOINT_INVALID, SIGNATURE_INVALID
 */
export function verifyCheckpoint(bytes: Uint8Array | string, keys: readonly LogKey[]): SignedCheckpoint {
  const note = parseNote(bytes);
  const checkpoint = parseCheckpoint(note.text);
  const inForce = keys.filter(({ name, from = 0, until = Number.MAX_SAFE_INTEGER }) => name === checkpoint.origin && from <= checkpoint.size && checkpoint.size <= until);
  return { ...checkpoint, ...openNote(note, inForce.map(noteVerifier)) };
}
