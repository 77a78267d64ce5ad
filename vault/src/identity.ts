/** An identity as it is sealed and as it is looked up. Not the keys: see vault.ts. */
import { VaultError } from "./error.js";
import type { Identity, IdentifierKind, Vault } from "./vault.js";

/** The field under which a person's identity is sealed. */
export const identityField = "identity";

const parts = ["fullName", "phone", "address", "birthDate", "nationality"] as const satisfies readonly (keyof Identity)[];

/** What is sealed: undefined when nothing is known of the person, for then there is nothing to keep a key for. */
export function identityText(identity: Identity): string | undefined {
  const known = parts.filter((part) => identity[part] !== undefined && identity[part] !== "");
  return known.length === 0 ? undefined : JSON.stringify(Object.fromEntries(known.map((part) => [part, identity[part]])));
}

/** @throws VaultError BLOB_INVALID for a text that `identityText` did not make */
export function parseIdentity(text: string): Identity {
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told === "object" && told !== null) return Object.fromEntries(Object.entries(told).filter(([part, value]) => parts.some((known) => known === part) && typeof value === "string"));
  } catch {
    // said below
  }
  throw new VaultError("BLOB_INVALID", "a sealed identity is none of this version");
}

/** Under which pseudonyms a person with this identity is found; none where too little is known. */
export function pseudonymsOf(vault: Pick<Vault, "pseudonym">, { phone, fullName, birthDate }: Identity): readonly { readonly kind: IdentifierKind; readonly pseudonym: Buffer }[] {
  const values: readonly (readonly [IdentifierKind, string | undefined])[] = [
    ["phone", phone],
    ["name-and-birth-date", fullName === undefined || birthDate === undefined ? undefined : `${fullName} ${birthDate}`],
  ];
  return values.flatMap(([kind, value]) => {
    const pseudonym = value === undefined ? undefined : vault.pseudonym(kind, value);
    return pseudonym === undefined ? [] : [{ kind, pseudonym }];
  });
}
