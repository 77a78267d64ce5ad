/** Signed notes (C2SP signed-note): a text and the signatures under it, read strictly. Not what the text means: see checkpoint.ts and key-rotation.ts. */
import { type KeyObject, sign, verify } from "node:crypto";
import { decodeBase64, decodeText } from "./encoding.js";
import { LedgerError } from "./error.js";
import { isKeyName, type VerifierKey, verifierKey } from "./key.js";

/** The longest note in bytes. Sixteen signatures, which every reader must take, fit even if they are ML-DSA-44's. */
export const noteCap = 65_536;

/** One signature line. `name` and `keyId` say whose it claims to be. */
export type NoteSignature = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array };

/** `text` ends in a newline. Nothing of it may be believed before `openNote`. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** Makes signatures of one key. */
export type Signer = { readonly name: string; readonly keyId: number; readonly sign: (text: string) => Buffer };

/** Knows one key's signatures. */
export type Verifier = { readonly name: string; readonly keyId: number; readonly verify: (text: string, signature: Uint8Array) => boolean };

/** A note whose signatures were checked: by known keys, and by keys nobody here knows, of which nothing is known. */
export type OpenedNote = { readonly text: string; readonly verified: readonly NoteSignature[]; readonly unknown: readonly NoteSignature[] };

/** @throws LedgerError KEY_INVALID when the key is not Ed25519 */
export function noteSigner(name: string, privateKey: KeyObject): Signer {
  return { name, keyId: verifierKey(name, privateKey).id, sign: (text) => sign(null, Buffer.from(text), privateKey) };
}

/** @throws LedgerError KEY_INVALID when the key is one for cosignatures, which sign something else than the note */
export function noteVerifier({ name, id, type, publicKey }: VerifierKey): Verifier {
  if (type !== "note") throw new LedgerError("KEY_INVALID", `\`${name}\` is a witness's key, not one that signs notes`);
  return { name, keyId: id, verify: (text, signature) => verify(null, Buffer.from(text), publicKey, signature) };
}

/** @throws LedgerError NOTE_INVALID when the text cannot be one of a note */
export function signNote(text: string, signers: readonly Signer[]): string {
  return formatNote({ text, signatures: signers.map(({ name, keyId, sign: signText }) => ({ name, keyId, signature: signText(text) })) });
}

/** The note's own text and each signature in a line. @throws LedgerError NOTE_INVALID when no reader would take it */
export function formatNote({ text, signatures }: Note): string {
  const note = `${text}\n${formatSignatures(signatures)}`;
  parseNote(note);
  return note;
}

/** The signatures as lines `— <name> <base64 of id and signature>`. */
export function formatSignatures(signatures: readonly NoteSignature[]): string {
  return signatures.map(({ name, keyId, signature }) => `— ${name} ${Buffer.concat([idBytes(keyId), signature]).toString("base64")}\n`).join("");
}

/** Reads a note; `formatNote` gives back the same bytes. @throws LedgerError NOTE_INVALID */
export function parseNote(bytes: Uint8Array | string): Note {
  if (bytes.length > noteCap) throw invalid(`a note has at most ${noteCap} bytes`);
  const note = decodeText(bytes);
  if (note === undefined || Buffer.byteLength(note) > noteCap) throw invalid(`a note is UTF-8 and has at most ${noteCap} bytes`);
  if (/[^\P{Cc}\n]/u.test(note)) throw invalid("a note has no control characters but newlines");
  const end = note.lastIndexOf("\n\n");
  if (end < 0) throw invalid("a note is a text, an empty line and signatures");
  return { text: note.slice(0, end + 1), signatures: parseSignatures(note.slice(end + 2)) };
}

/** Reads signature lines, at least one. @throws LedgerError NOTE_INVALID when one is malformed or two are of the same key */
export function parseSignatures(lines: string): readonly NoteSignature[] {
  if (!lines.endsWith("\n") || lines.length > noteCap) throw invalid("every signature is a line");
  const signatures = lines.slice(0, -1).split("\n").map((line): NoteSignature => {
    const [, name = "", encoded = ""] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
    const bytes = decodeBase64(encoded);
    if (!isKeyName(name) || bytes === undefined || bytes.length < 5) throw invalid("a signature line reads `— <name> <base64>`");
    return { name, keyId: bytes.readUInt32BE(0), signature: bytes.subarray(4) };
  });
  if (new Set(signatures.map(keyOf)).size < signatures.length) throw invalid("a key signs a note once");
  return signatures;
}

/**
 * Checks every signature of a known key. Others are left alone, as the specification asks; who must account for every byte refuses a note with `unknown` ones.
 * @throws LedgerError SIGNATURE_INVALID when a known key's signature is wrong or none is of a known key
 */
export function openNote({ text, signatures }: Note, verifiers: readonly Verifier[]): OpenedNote {
  const known = new Map(verifiers.map((verifier) => [keyOf(verifier), verifier]));
  if (known.size < verifiers.length) throw new LedgerError("KEY_INVALID", "two of the keys have the same name and id");
  const verified: NoteSignature[] = [];
  const unknown: NoteSignature[] = [];
  for (const signature of signatures) {
    const verifier = known.get(keyOf(signature));
    if (verifier && !verifier.verify(text, signature.signature)) throw new LedgerError("SIGNATURE_INVALID", `the signature of \`${signature.name}\` is not of this text`);
    (verifier ? verified : unknown).push(signature);
  }
  if (verified.length === 0) throw new LedgerError("SIGNATURE_INVALID", "no signature is by a key that is trusted here");
  return { text, verified, unknown };
}

/** What names a key in a signature line; a space cannot stand in a name. */
function keyOf({ name, keyId }: { readonly name: string; readonly keyId: number }): string {
  return `${keyId} ${name}`;
}

function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(id);
  return bytes;
}

function invalid(message: string): LedgerError {
  return new LedgerError("NOTE_INVALID", message);
}
