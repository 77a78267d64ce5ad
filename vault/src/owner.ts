/** Whose a data key is: with the key goes everything that was sealed for its owner. Not who may use it. */
import { VaultError } from "./error.js";

/** A person; an information request (its match key); an upload (its quarantined rows); an epoch of backups. */
export const ownerKinds = ["person", "request", "upload", "epoch"] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** A person's surrogate key as it is, or of anything else its kind and id: `request:5b1e…`. Made by `ownerOf`. */
export type Owner = string;

/** @throws VaultError OWNER_INVALID */
export function ownerOf(kind: OwnerKind, id: string): Owner {
  const owner = kind === "person" ? id : `${kind}:${id}`;
  partsOf(owner);
  return owner;
}

/** The kind and the id of an owner. @throws VaultError OWNER_INVALID */
export function partsOf(owner: Owner): { readonly kind: OwnerKind; readonly id: string } {
  const [, prefix, id = ""] = /^(?:([a-z]+):)?([A-Za-z0-9._-]{1,128})$/.exec(owner) ?? [];
  const kind = ownerKinds.find((known) => known === (prefix ?? "person"));
  if (kind === undefined || id === "" || prefix === "person") throw new VaultError("OWNER_INVALID", "what is sealed needs an owner: a person's key, or `request:`, `upload:` or `epoch:` and an id");
  return { kind, id };
}
