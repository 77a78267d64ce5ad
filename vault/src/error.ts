/** What can go wrong between a text and its keys. Messages name keys by id, and never a person, a value or key material. */

export type VaultErrorCode =
  /** Sealing for an owner whose key was destroyed or is held. */
  | "KEY_UNAVAILABLE"
  /** Altered, another's, or sealed by nothing of ours. */
  | "BLOB_INVALID"
  /** The same of a wrapped data key. */
  | "KEY_INVALID"
  /** The ring has no such key-encryption key. */
  | "KEK_MISSING"
  /** Nothing may be wrapped under it any more: a rotation is ahead of this ring. */
  | "KEK_RETIRED"
  | "OWNER_INVALID"
  | "RING_MISSING"
  | "RING_INVALID"
  /** Somebody else rotates, holds or takes over at this moment. */
  | "CUSTODY_BUSY"
  | "HAND_OVER_INVALID";

export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
