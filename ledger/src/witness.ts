/** What a witness answers to a log's next checkpoint (C2SP tlog-witness). Neither remembers nor signs anything: see the command `epigraph witness`. */
import { parseCheckpoint, type SignedCheckpoint, verifyCheckpoint } from "./checkpoint.js";
import { LedgerError } from "./error.js";
import type { VerifierKey } from "./key.js";
import { formatNote, parseNote } from "./note.js";
import { type TreeHead, verifyConsistency } from "./proof.js";
import { emptyRoot } from "./tree.js";
import { type AddCheckpoint, parseAddCheckpoint } from "./witness-request.js";

/** A log that the witness watches. `last`: what it cosigned last. */
export type WatchedLog = { readonly keys: readonly VerifierKey[]; readonly last: TreeHead | undefined };

/** `note`: the offered checkpoint with nothing under it but the log's own signature. */
type Offered = { readonly checkpoint: SignedCheckpoint; readonly note: string };

export type Judgement =
  /** To be remembered, and then cosigned. */
  | ({ readonly verdict: "consistent" } & Offered)
  | { readonly verdict: "malformed" | "unknown-log" | "unsigned"; readonly message: string }
  /** The request starts from another size than the witness's: it is told the size. */
  | ({ readonly verdict: "other-size"; readonly size: number } & Offered)
  /** The log signed two trees of one size: proven without anything else. */
  | ({ readonly verdict: "fork"; readonly size: number } & Offered)
  /** That the log's tree goes on from the witness's was not proven. */
  | ({ readonly verdict: "inconsistent" } & Offered);

/** `body`: of the request; `logOf`: the log of an origin, if it is watched. In the order of the specification. */
export function judge(body: Uint8Array, logOf: (origin: string) => WatchedLog | undefined): Judgement {
  const request = attempt(() => readRequest(body));
  if (request instanceof LedgerError) return { verdict: "malformed", message: request.message };
  const log = logOf(request.origin);
  if (!log) return { verdict: "unknown-log", message: "this witness does not watch a log of that name" };
  const checkpoint = attempt(() => verifyCheckpoint(request.checkpoint, log.keys));
  if (checkpoint instanceof LedgerError) return { verdict: "unsigned", message: checkpoint.message };
  if (request.old > checkpoint.size) return { verdict: "malformed", message: "the old size is larger than the checkpoint's" };
  const offered = { checkpoint, note: formatNote({ text: checkpoint.text, signatures: checkpoint.verified }) };
  const last = log.last ?? { size: 0, root: emptyRoot() };
  if (checkpoint.size === last.size && !checkpoint.root.equals(last.root)) return { verdict: "fork", size: last.size, ...offered };
  if (request.old !== last.size) return { verdict: "other-size", size: last.size, ...offered };
  const proven = attempt(() => verifyConsistency(last, checkpoint, request.proof));
  return { verdict: proven instanceof LedgerError ? "inconsistent" : "consistent", ...offered };
}

function readRequest(body: Uint8Array): AddCheckpoint & { readonly origin: string } {
  const request = parseAddCheckpoint(body);
  return { ...request, origin: parseCheckpoint(parseNote(request.checkpoint).text).origin };
}

function attempt<Result>(work: () => Result): Result | LedgerError {
  try {
    return work();
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
}
