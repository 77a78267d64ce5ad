/** The ring: key-encryption keys and the pepper, which a custodian keeps apart from all data. Not the folder that they lie in: see ring-folder.ts. */
import type { KeyObject } from "node:crypto";

/** A key-encryption key. Its id is no secret: it stands beside what was wrapped under it. */
export type Kek = { readonly id: string; readonly key: KeyObject };

export type KeyRing = {
  /** Under which new data keys are wrapped. @throws VaultError RING_MISSING, RING_INVALID */
  readonly current: () => Kek;
  /** Any that the ring has. @throws VaultError RING_MISSING, RING_INVALID */
  readonly kek: (id: string) => Kek | undefined;
  /** What pseudonyms are made under. @throws VaultError RING_MISSING, RING_INVALID */
  readonly pepper: () => Kek;
  /** Forgets what was read, so that the next question reads anew. */
  readonly refresh: () => void;
};

/** As files and tables may name a key: nothing that could lead out of a folder. */
export const isKeyId = (text: string): boolean => /^[a-z0-9][a-z0-9-]{3,62}$/.test(text);
