/** What a log and its witness say to each other (C2SP tlog-witness, add-checkpoint). Not what the witness must check: see `verifyConsistency`, and the command that runs one. */
import { decodeHashes, decodeSize, decodeText, encodeHash } from "./encoding.js";
import { LedgerError } from "./error.js";
import { noteCap } from "./note.js";

/** `old`: the size of the tree that the log believes the witness to have seen last. `proof`: that it is the beginning of the checkpoint's tree. `checkpoint`: the signed note as it stands. */
export type AddCheckpoint = { readonly old: number; readonly proof: readonly Uint8Array[]; readonly checkpoint: string };

/** The longest body in bytes: a note, and before it at most 63 hashes. Stop reading there. */
export const addCheckpointCap = noteCap + 4_096;

export function formatAddCheckpoint({ old, proof, checkpoint }: AddCheckpoint): string {
  return [`old ${old}`, ...proof.map(encodeHash), "", checkpoint].join("\n");
}

/** Reads the body of a request; `formatAddCheckpoint` gives back the same bytes. The checkpoint in it is not looked at yet. @throws LedgerError PROOF_INVALID */
export function parseAddCheckpoint(bytes: Uint8Array | string): AddCheckpoint {
  const text = bytes.length > addCheckpointCap ? undefined : decodeText(bytes);
  const end = text?.indexOf("\n\n") ?? -1;
  if (text === undefined || end < 0) throw new LedgerError("PROOF_INVALID", `a request to a witness is UTF-8, has at most ${addCheckpointCap} bytes, and an empty line before its checkpoint`);
  const [oldLine = "", ...lines] = text.slice(0, end).split("\n");
  const old = oldLine.startsWith("old ") ? decodeSize(oldLine.slice("old ".length)) : undefined;
  const proof = decodeHashes(lines);
  if (old === undefined || proof === undefined) throw new LedgerError("PROOF_INVALID", "a request to a witness has a line `old <size>` and after it at most 63 hashes in base64");
  return { old, proof, checkpoint: text.slice(end + 2) };
}

/** The answer to a request whose `old` is not what the witness saw last (409, `text/x.tlog.size`): that size. */
export function formatWitnessedSize(size: number): string {
  return `${size}\n`;
}

/** @throws LedgerError PROOF_INVALID */
export function parseWitnessedSize(bytes: Uint8Array | string): number {
  const text = bytes.length > 32 ? undefined : decodeText(bytes);
  const size = text?.endsWith("\n") ? decodeSize(text.slice(0, -1)) : undefined;
  if (size === undefined) throw new LedgerError("PROOF_INVALID", "a witness names the size of the tree that it saw last in one line");
  return size;
}
