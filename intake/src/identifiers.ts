/** Ids that are the same on every run: made of the source's own id, so that importing twice adds nothing. Not secret and not random: who knows the source's id can work them out. */
import { hash } from "node:crypto";

/** Namespace of every id made here; a constant, or a second import would no longer recognise the first. */
const namespace = Buffer.from("6f0c7f0e6d0b4a5f9a3c5c1d2e8b7a94", "hex");

/** A name-based UUID (RFC 9562 section 5.5, version 5) of `system:kind:source id`, lower-case. */
export function identifierOf(system: string, kind: string, sourceId: string): string {
  return uuidVersion5(namespace, `${system}:${kind}:${sourceId}`);
}

/** RFC 9562 section 5.5: SHA-1 over namespace and name, the first 16 bytes, with version and variant bits set. */
export function uuidVersion5(space: Uint8Array, name: string): string {
  const hex = hash("sha1", Buffer.concat([space, Buffer.from(name, "utf8")]), "hex");
  const variant = "89ab"[Number.parseInt(hex.slice(16, 17), 16) & 3] ?? "";
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
