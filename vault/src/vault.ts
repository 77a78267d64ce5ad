/** What the services ask of the vault: to seal and open a person's texts under that person's own data key, and to name a person by a keyed pseudonym. Not where keys are kept. */

/** The parts of a person's identity (class P3). `birthDate`: `YYYY-MM-DD`, or `YYYY` where only the year is known. */
export type Identity = { readonly fullName?: string; readonly phone?: string; readonly address?: string; readonly birthDate?: string; readonly nationality?: string };

/** By what a person is looked up. `resident-number` is P5: it is never stored but as such a pseudonym. */
export type IdentifierKind = "phone" | "name-and-birth-date" | "resident-number" | "card" | "qr";

export type Sealed = {
  /** Whose text it is: the person's surrogate key. */
  readonly person: string;
  /** What it is, such as `identity` or `interview`: a blob of one field does not open as another's. */
  readonly field: string;
  readonly blob: Buffer;
};

export type Vault = {
  /** The text under the person's data key, which is made if there is none. @throws VaultError KEY_UNAVAILABLE when that person's key was destroyed or is held */
  readonly seal: (person: string, field: string, text: string) => Promise<Buffer>;
  /** In the same order; undefined where the person's key was destroyed or is held. @throws VaultError BLOB_INVALID for a blob that was altered or is another's */
  readonly open: (sealed: readonly Sealed[]) => Promise<readonly (string | undefined)[]>;
  /** 32 bytes: HMAC-SHA256 under the pepper, of the normalised value; undefined when the value is none of this kind. */
  readonly pseudonym: (kind: IdentifierKind, value: string) => Buffer | undefined;
};
