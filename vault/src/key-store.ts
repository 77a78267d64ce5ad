/** What the vault asks of the place where wrapped data keys stand. Not the place itself: datastore has a PostgreSQL one, testing.ts one in memory. */
import type { Owner } from "./owner.js";

/** A data key as it is kept: wrapped under the key-encryption key of that id. */
export type WrappedKey = { readonly owner: Owner; readonly kek: string; readonly wrapped: Buffer };

/** `held`: by a legal hold, under a key that services do not get. `destroyed`: for ever; no other is made in its place. */
export type StoredKey = ({ readonly state: "kept" } & WrappedKey) | { readonly state: "held" | "destroyed"; readonly owner: Owner };

/** What a service may do: add and look, never change. */
export type KeyStore = {
  /** Those that were ever made, in one question. */
  readonly find: (owners: readonly Owner[]) => Promise<readonly StoredKey[]>;
  /** Adds those whose owner never had one, and says what stands there now for all of them. @throws VaultError KEK_RETIRED, and then nothing was added */
  readonly add: (keys: readonly WrappedKey[]) => Promise<readonly StoredKey[]>;
};

/** How many keys stand under one key-encryption key. `retired`: nothing new is wrapped under it. */
export type KekUse = { readonly kek: string; readonly kept: number; readonly held: number; readonly retired: boolean };

/** What the custodian alone may do. */
export type KeyCustody = KeyStore & {
  /** Runs while no other custodian's work does. @throws VaultError CUSTODY_BUSY */
  readonly exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** The key-encryption key that a rotation which has not ended leads to; begins one to `fresh` if there is none. */
  readonly beginRotation: (fresh: string) => Promise<{ readonly to: string; readonly resumed: boolean }>;
  readonly endRotation: (to: string) => Promise<void>;
  /** From now on nothing is added under any key-encryption key but this one, neither under one that the store knows nor under one of the `others`; what was about to be has been. */
  readonly retireAllBut: (kek: string, others: readonly string[]) => Promise<void>;
  /** Wraps some keys anew that do not stand under `to`, and says how many; 0 when none is left. Held ones stay as they are. */
  readonly rewrapSome: (to: string, limit: number, again: (key: WrappedKey) => Buffer) => Promise<number>;
  /** Of every key-encryption key that the store ever saw. */
  readonly uses: () => Promise<readonly KekUse[]>;
  /** Every key that is kept or held, in pieces, in the order of its owner. */
  readonly all: (piece: number) => AsyncIterable<readonly (WrappedKey & { readonly held: boolean })[]>;
  /** Overwrites the keys of these owners, held ones excepted, and says how many there were. */
  readonly destroy: (owners: readonly Owner[]) => Promise<number>;
  /** The same of everybody whose key is not held. */
  readonly destroyAll: () => Promise<number>;
  /** Puts keys under a hold's key, or back under a service's; owners whose key is in neither state are left out. Says how many. */
  readonly hold: (owners: readonly Owner[], under: string, again: (key: WrappedKey) => Buffer) => Promise<number>;
  readonly release: (owners: readonly Owner[], under: string, again: (key: WrappedKey) => Buffer) => Promise<number>;
  /** Drops the marks that destroyed keys leave, which name their owners; but for epochs, whose names are no secret and must not be used again. */
  readonly forgetDestroyed: () => Promise<number>;
};
