/** Which files an exported log consists of (docs/ledger-format.md): their paths, what each is, and how long it can be. Not what is in them: see verify-export.ts. */
import { decodeSize } from "../encoding.js";
import { LedgerError } from "../error.js";
import { noteCap } from "../note.js";
import { recordBytes } from "../record-text.js";
import { parseTilePath, type Tile, tileBytes } from "../tile.js";
import { tlogProofCap } from "../tlog-proof.js";

/** The newest checkpoint. */
export const checkpointPath = "checkpoint";
/** What the folder holds beside the newest checkpoint and its tiles: see manifest.ts. */
export const manifestPath = "manifest";
/** A checkpoint of an earlier, smaller tree. */
export const olderPath = (size: number): string => `checkpoints/${size}`;
/** The statement by which the log got another key, at the size from which that key signs. */
export const keyPath = (size: number): string => `keys/${size}`;
/** The bytes of a disclosed record, and what proves them to be in the log. */
export const recordPath = (index: number): string => `records/${index}.json`;
export const proofPath = (index: number): string => `records/${index}.tlog-proof`;

const manifestCap = 64 * 1024 * 1024;

export type ExportPart =
  | { readonly kind: "checkpoint" | "manifest" }
  | { readonly kind: "older" | "key"; readonly size: number }
  | { readonly kind: "tile"; readonly tile: Tile }
  | { readonly kind: "record" | "proof"; readonly index: number };

/** What a path is the path of, or undefined when an export has no such file. One file has one path. */
export function partAt(path: string): ExportPart | undefined {
  if (path === checkpointPath || path === manifestPath) return { kind: path };
  const [, folder, digits = "", suffix = ""] = /^(checkpoints|keys|records)\/(\d{1,16})(|\.json|\.tlog-proof)$/.exec(path) ?? [];
  const number = decodeSize(digits);
  if (number !== undefined) {
    if (folder === "records" && suffix !== "") return { kind: suffix === ".json" ? "record" : "proof", index: number };
    if (folder !== "records" && suffix === "") return { kind: folder === "keys" ? "key" : "older", size: number };
  }
  const tile = path.startsWith("tile/") ? tileAtPath(path) : undefined;
  return tile && { kind: "tile", tile };
}

/** The most bytes that a file can have, asked before it is read. */
export function capOf({ kind }: ExportPart): number {
  return caps[kind];
}
const caps: Readonly<Record<ExportPart["kind"], number>> = { checkpoint: noteCap, manifest: manifestCap, older: noteCap, key: noteCap, tile: tileBytes, record: recordBytes, proof: tlogProofCap };

function tileAtPath(path: string): Tile | undefined {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof LedgerError) return undefined;
    throw error;
  }
}
