/** The file that proves one record to be in the log (C2SP tlog-proof), readable without the log. Not how the proof is made: see proof.ts. */
import { type LogKey, type SignedCheckpoint, verifyCheckpoint } from "./checkpoint.js";
import { decodeBase64, decodeHashes, decodeSize, decodeText, encodeHash } from "./encoding.js";
import { LedgerError } from "./error.js";
import { noteCap } from "./note.js";
import { verifyInclusion } from "./proof.js";

/** `checkpoint`: the signed note as it stands. `extra`: bytes that nothing vouches for; ours have none. */
export type TlogProof = { readonly index: number; readonly proof: readonly Uint8Array[]; readonly checkpoint: string; readonly extra?: Uint8Array };

const header = "c2sp.org/tlog-proof@v1";
/** The longest proof in bytes: a note, and before it at most 63 hashes and as much again. */
export const tlogProofCap = 2 * noteCap;

export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const extraLine = extra === undefined ? [] : [`extra ${Buffer.from(extra).toString("base64")}`];
  return [header, ...extraLine, `index ${index}`, ...proof.map(encodeHash), "", checkpoint].join("\n");
}

/** Reads a proof; `formatTlogProof` gives back the same bytes. The checkpoint in it is not looked at yet. @throws LedgerError PROOF_INVALID */
export function parseTlogProof(bytes: Uint8Array | string): TlogProof {
  const text = bytes.length > tlogProofCap ? undefined : decodeText(bytes);
  const end = text?.indexOf("\n\n") ?? -1;
  if (text === undefined || end < 0) throw invalid(`a proof is UTF-8, has at most ${tlogProofCap} bytes, and an empty line before its checkpoint`);
  const lines = text.slice(0, end).split("\n");
  if (lines.shift() !== header) throw invalid(`a proof begins with the line \`${header}\``);
  const extra = lines[0]?.startsWith("extra ") ? decodeBase64(lines.shift()?.slice("extra ".length) ?? "") : undefined;
  const index = lines[0]?.startsWith("index ") ? decodeSize(lines.shift()?.slice("index ".length) ?? "") : undefined;
  const proof = decodeHashes(lines);
  if (index === undefined || proof === undefined) throw invalid("a proof has a line `index <number>` and after it at most 63 hashes in base64");
  const read = { index, proof, checkpoint: text.slice(end + 2), ...(extra && { extra }) };
  if (formatTlogProof(read) !== text) throw invalid("the extra data of a proof are base64");
  return read;
}

/**
 * That the record with this leaf hash is in the log, by the proof and the keys alone. Gives the record's number and the checkpoint that vouches for it.
 * @throws LedgerError PROOF_INVALID, NOTE_INVALID, CHECKPOINT_INVALID, SIGNATURE_INVALID
 */
export function verifyTlogProof(bytes: Uint8Array | string, leaf: Uint8Array, keys: readonly LogKey[]): { readonly index: number; readonly checkpoint: SignedCheckpoint } {
  const { index, proof, checkpoint: note, extra } = parseTlogProof(bytes);
  if (extra !== undefined) throw invalid("a proof of this log has no extra data: nothing vouches for them");
  const checkpoint = verifyCheckpoint(note, keys);
  verifyInclusion(leaf, index, checkpoint, proof);
  return { index, checkpoint };
}

function invalid(message: string): LedgerError {
  return new LedgerError("PROOF_INVALID", message);
}
