/** What the services ask of the vault: to seal and open a person's texts under that person's own data key, and to name a person by a keyed pseudonym. Not where keys are kept. */
import type { Owner } from "./owner.js";

/** The parts of a person's identity (class P3). `birthDate`: `YYYY-MM-DD`, or `YYYY` where only the year is known. */
export type Identity = { readonly fullName?: string; readonly phone?: string; readonly address?: string; readonly birthDate?: string; readonly nationality?: string };

/** By what a person is looked up. `resident-number` is P5: it is never stored but as such a pseudonym. */
export const identifierKinds = ["phone", "name-and-birth-date", "resident-number", "card", "qr"] as const;
export type IdentifierKind = (typeof identifierKinds)[number];

/** `field`: what it is, such as `identity` or `interview`: a blob of one field does not open as another's. */
export type Sealed = { readonly owner: Owner; readonly field: string; readonly blob: Buffer };
export type Unsealed = { readonly owner: Owner; readonly field: string; readonly text: string };

export type Vault = {
  /** The text under the owner's data key, which is made if there is none. @throws VaultError KEY_UNAVAILABLE when that key was destroyed or is held */
  readonly seal: (owner: Owner, field: string, text: string) => Promise<Buffer>;
  /** In the same order; undefined where the owner's key was destroyed or is held. @throws VaultError BLOB_INVALID for a blob that was altered or is another's */
  readonly open: (sealed: readonly Sealed[]) => Promise<readonly (string | undefined)[]>;
  /** 32 bytes: HMAC-SHA256 under the pepper, of the normalised value; undefined when the value is none of this kind. */
  readonly pseudonym: (kind: IdentifierKind, value: string) => Buffer | undefined;
};

/** For whoever loads many at once. */
export type BulkVault = Vault & {
  /** In the same order, with one question for all the owners' keys; undefined where the owner's key was destroyed or is held. */
  readonly sealAll: (texts: readonly Unsealed[]) => Promise<readonly (Buffer | undefined)[]>;
};
