/** Writes a small file so that it is whole and on the disk, or not there at all. Not for large ones. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The file with these bytes or, whenever it is broken off, the one before: written beside, brought to the disk, then renamed. For its owner's eyes only. */
export function writeDurably(folder: string, name: string, bytes: Uint8Array | string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const beside = join(folder, `${name}.new`);
  const file = openSync(beside, "w", 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, join(folder, name));
  const held = openSync(folder, "r");
  try {
    fsyncSync(held);
  } finally {
    closeSync(held);
  }
}
