/** How the C2SP formats write bytes, hashes and sizes, read strictly: one text for one value. Not the formats: see note.ts, checkpoint.ts and tlog-proof.ts. */
import { hashBytes, isTreeSize } from "./tile.js";

/** The text of bytes that must be valid UTF-8, or undefined. A byte order mark is text like any other. */
export function decodeText(bytes: Uint8Array | string): string | undefined {
  if (typeof bytes === "string") return /\p{Surrogate}/u.test(bytes) ? undefined : bytes; // a lone surrogate has no UTF-8
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes of RFC 4648 section 4 base64, padded and with no bit set that stands for nothing, or undefined. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

/** A SHA-256 hash in base64, or undefined. */
export function decodeHash(text: string): Buffer | undefined {
  const bytes = decodeBase64(text);
  return bytes?.length === hashBytes ? bytes : undefined;
}

export function encodeHash(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}

/** A size or index in decimal digits without leading zeros, at most 2^53 - 1, or undefined. */
export function decodeSize(text: string): number | undefined {
  return /^(0|[1-9]\d{0,15})$/.test(text) && isTreeSize(Number(text)) ? Number(text) : undefined;
}

/** The lines of hashes that a proof is, or undefined when one of them is none or they are more than a tree can need. */
export function decodeHashes(lines: readonly string[]): Buffer[] | undefined {
  const hashes = lines.map(decodeHash).filter((hash) => hash !== undefined);
  return hashes.length === lines.length && hashes.length <= proofCap ? hashes : undefined;
}

/** The most hashes that a proof may have (C2SP tlog-witness). */
export const proofCap = 63;
