/** Keyed pseudonyms: by what persons are looked up without keeping what identifies them. Not what is the same value: see normalise.ts. */
import { createHmac, type KeyObject } from "node:crypto";
import { framed } from "./cipher.js";
import { normalised } from "./normalise.js";
import type { IdentifierKind } from "./vault.js";

/** 32 bytes, of its kind alone: the same digits as a card and as a phone have nothing in common. Undefined when the value is none of this kind. */
export function pseudonym(pepper: KeyObject, kind: IdentifierKind, value: string): Buffer | undefined {
  const same = normalised(kind, value);
  return same === undefined ? undefined : createHmac("sha256", pepper).update(framed(["epigraph pseudonym", "1", kind, same])).digest();
}
