/**
 * Handing a log over from one key to the next: a note signed with the old key that names the new one, and the size and root of the tree from which it signs.
 * Who trusts the first key can follow the chain offline. Because the old key vouches for the root, the new one cannot rewrite what was before it. Not where the keys are kept.
 */
import type { LogKey } from "./checkpoint.js";
import { decodeHash, decodeSize, encodeHash } from "./encoding.js";
import { LedgerError } from "./error.js";
import { parseVerifierKey, type VerifierKey } from "./key.js";
import { noteVerifier, openNote, parseNote, type Signer, signNote } from "./note.js";
import type { TreeHead } from "./proof.js";

/** `size` and `root`: the tree at the hand-over. The old key signs checkpoints up to this size, the new one from this size on. */
export type KeyRotation = { readonly origin: string; readonly size: number; readonly root: Buffer; readonly key: VerifierKey };

/** A key in the chain. `handover`: the tree that the key before it vouched for, to be compared with the log's own; the first has none. */
export type TrustedKey = LogKey & { readonly handover?: TreeHead };

const header = "epigraph ledger key"; // no checkpoint begins so: a log's name has no spaces

/** The statement as a note signed by the key in force. @throws LedgerError KEY_INVALID when the new key is not one of the same log */
export function signKeyRotation({ size, root, key }: { readonly size: number; readonly root: Uint8Array; readonly key: VerifierKey }, signer: Signer): string {
  const text = [header, signer.name, size, encodeHash(root), key.text, ""].join("\n");
  parseKeyRotation(text);
  return signNote(text, [signer]);
}

/** Reads a statement's text. @throws LedgerError KEY_INVALID */
export function parseKeyRotation(text: string): KeyRotation {
  const [first, origin = "", sizeLine = "", rootLine = "", keyLine = "", rest, ...more] = text.split("\n");
  const [size, root] = [decodeSize(sizeLine), decodeHash(rootLine)];
  if (first !== header || size === undefined || root === undefined || rest !== "" || more.length > 0) throw new LedgerError("KEY_INVALID", `a change of keys has five lines: \`${header}\`, the log's name, size, root hash and the new key`);
  const key = parseVerifierKey(keyLine);
  if (key.name !== origin || key.type !== "note") throw new LedgerError("KEY_INVALID", "the new key of a log bears the log's name, and is not a witness's");
  return { origin, size, root, key };
}

/**
 * Every key of the log that follows from the first, oldest first, each with the sizes for which it signs. `statements`: the signed notes, in any order.
 * @throws LedgerError NOTE_INVALID, KEY_INVALID, or SIGNATURE_INVALID when one is not signed by the key in force before it and by nothing else
 */
export function trustedKeys(first: VerifierKey, statements: readonly (Uint8Array | string)[]): readonly TrustedKey[] {
  const read = statements.map((bytes) => parseNote(bytes)).map((note) => ({ note, rotation: parseKeyRotation(note.text) }));
  read.sort((one, other) => one.rotation.size - other.rotation.size);
  const keys: TrustedKey[] = [];
  let current: TrustedKey = first;
  for (const { note, rotation } of read) {
    const { origin, size, root, key } = rotation;
    if (origin !== first.name) throw new LedgerError("KEY_INVALID", "a change of keys is of another log");
    if (size <= (current.from ?? -1)) throw new LedgerError("KEY_INVALID", `two keys would sign from ${size} records on`);
    if ([...keys, current].some((known) => known.publicKey.equals(key.publicKey))) throw new LedgerError("KEY_INVALID", "a key that was given up does not come back");
    if (openNote(note, [noteVerifier(current)]).unknown.length > 0) throw new LedgerError("SIGNATURE_INVALID", "a change of keys is signed by the key in force alone");
    keys.push({ ...current, until: size });
    current = { ...key, from: size, handover: { size, root } };
  }
  return [...keys, current];
}
