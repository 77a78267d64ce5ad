/** What can be wrong with the log, a record of it, or something that proves it. Messages hold positions, paths and sizes, never what a record says. */

export type LedgerErrorCode =
  | "LEDGER_UNAVAILABLE"
  | "RECORD_INVALID"
  | "RECORD_TOO_LONG"
  | "NOTE_INVALID"
  | "SIGNATURE_INVALID"
  | "CHECKPOINT_INVALID"
  | "PROOF_INVALID"
  | "TILE_INVALID"
  | "KEY_INVALID"
  /** Of an exported folder: a file that must be there, one that nothing accounts for, and one that is not what the log vouches for. */
  | "FILE_MISSING"
  | "FILE_UNKNOWN"
  | "FILE_CHANGED"
  /** Two signed states of one log of which neither is the beginning of the other; fewer records than the log had before; no cosignature of a witness that must have given one. */
  | "LOG_FORKED"
  | "LOG_TRUNCATED"
  | "NOT_WITNESSED";

export class LedgerError extends Error {
  override readonly name = "LedgerError";
  readonly code: LedgerErrorCode;
  constructor(code: LedgerErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
