/** Identity apart: a blob and a data key for each person, keys wrapped under a ring that a custodian keeps, and pseudonyms. */
export { type BulkVault, type Identity, type IdentifierKind, identifierKinds, type Sealed, type Unsealed, type Vault } from "./vault.js";
export { identityField, identityText, parseIdentity, pseudonymsOf } from "./identity.js";
export { type Owner, type OwnerKind, ownerKinds, ownerOf, partsOf } from "./owner.js";
export { createVault, type VaultParts } from "./create-vault.js";
export { VaultError, type VaultErrorCode } from "./error.js";
export type { Kek, KeyRing } from "./key-ring.js";
export type { KekUse, KeyCustody, KeyStore, StoredKey, WrappedKey } from "./key-store.js";
export { keysIn, makeRing, newKeyId, openToOthers, type RingFolder, ringFolder } from "./ring-folder.js";
export { type Custody, destroyKeys, holdKeys, releaseKeys, rotate, type RotateOptions, type Rotation, type Verification, verifyKeys } from "./custody.js";
export { type HandedRing, newReceiver, openRing, sealRing } from "./hand-over.js";
export { type EpochKey, epochKeys, type EpochKeyring } from "./epoch-keys.js";
export { addPurge, type ListedPurge, readPurges } from "./purge-list.js";
export { heldVault } from "./held-vault.js";
