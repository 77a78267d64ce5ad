/** Identity apart: a blob and a data key for each person, keys wrapped under a ring that a custodian keeps, and pseudonyms. */
export type { Identity, IdentifierKind, Sealed, Vault } from "./vault.js";
