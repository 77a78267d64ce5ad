/** Cosignatures of witnesses (C2SP tlog-cosignature, Ed25519): that at a time, this was the largest consistent tree they saw. Not how a witness comes to say so: see witness-request.ts. */
import { type KeyObject, sign, verify } from "node:crypto";
import type { SignedCheckpoint } from "./checkpoint.js";
import { LedgerError } from "./error.js";
import { type VerifierKey, verifierKey } from "./key.js";
import { formatNote, type NoteSignature, openNote, parseNote, type Signer, type Verifier } from "./note.js";

/** `timestamp`: whole seconds since the Unix epoch, when it was made. */
export type Cosignature = { readonly witness: string; readonly timestamp: number };

/** Signs the texts of checkpoints as a witness. `timestamp`: whole seconds since the Unix epoch. Whoever calls it has checked that the checkpoint is the log's and goes on from the last. */
export function cosigner(name: string, privateKey: KeyObject, timestamp: number): Signer {
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) throw new LedgerError("SIGNATURE_INVALID", "the time of a cosignature is in whole seconds");
  return { name, keyId: verifierKey(name, privateKey, "cosignature/v1").id, sign: (text) => Buffer.concat([timeBytes(timestamp), sign(null, signedMessage(text, timestamp), privateKey)]) };
}

/** @throws LedgerError KEY_INVALID when the key is not one for cosignatures */
export function cosignatureVerifier({ name, id, type, publicKey }: VerifierKey): Verifier {
  if (type !== "cosignature/v1") throw new LedgerError("KEY_INVALID", `\`${name}\` is not a witness's key: those begin with the byte 4`);
  return {
    name,
    keyId: id,
    verify: (text, signature) => {
      const timestamp = timestampOf(signature);
      return timestamp !== undefined && verify(null, signedMessage(text, timestamp), publicKey, signature.subarray(8));
    },
  };
}

/**
 * The cosignatures of known witnesses under a checkpoint that the log signed, and the lines that remain unknown.
 * @throws LedgerError SIGNATURE_INVALID when a known witness's one is wrong
 */
export function verifyCosignatures({ text, unknown }: SignedCheckpoint, witnesses: readonly VerifierKey[]): { readonly cosignatures: readonly Cosignature[]; readonly unknown: readonly NoteSignature[] } {
  const verifiers = witnesses.map(cosignatureVerifier);
  const isKnown = ({ name, keyId }: NoteSignature): boolean => verifiers.some((verifier) => verifier.name === name && verifier.keyId === keyId);
  if (!unknown.some(isKnown)) return { cosignatures: [], unknown };
  const opened = openNote({ text, signatures: unknown }, verifiers);
  return { cosignatures: opened.verified.map(({ name, signature }) => ({ witness: name, timestamp: timestampOf(signature) ?? 0 })), unknown: opened.unknown };
}

/** The note with these signatures too, each in place of an older one of the same key. @throws LedgerError NOTE_INVALID */
export function attachSignatures(bytes: Uint8Array | string, added: readonly NoteSignature[]): string {
  const { text, signatures } = parseNote(bytes);
  const replaced = ({ name, keyId }: NoteSignature): boolean => added.some((other) => other.name === name && other.keyId === keyId);
  return formatNote({ text, signatures: [...signatures.filter((signature) => !replaced(signature)), ...added] });
}

function signedMessage(text: string, timestamp: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** Of a `timestamped_signature`: eight bytes of time, 64 of signature. Undefined when it is none, or later than a number can say. */
function timestampOf(signature: Uint8Array): number | undefined {
  if (signature.length !== 72) return undefined;
  const timestamp = Number(Buffer.from(signature).readBigUInt64BE(0));
  return Number.isSafeInteger(timestamp) ? timestamp : undefined;
}

function timeBytes(timestamp: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(timestamp));
  return bytes;
}
