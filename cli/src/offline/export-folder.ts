/** The files of an exported log in a folder: written one by one, listed and read without trusting them. Not what is in them: see @epigraph/ledger. */
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, opendirSync, openSync, readdirSync, readSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type ExportFile, type ExportFiles, type ListedFile, tooLong } from "@epigraph/ledger";
import { CommandFailure } from "../failure.js";

/** @throws CommandFailure when there is no such folder */
export function exportFolder(folder: string): ExportFiles {
  const root = resolve(folder);
  if (!lstatSync(root, { throwIfNoEntry: false })?.isDirectory()) throw new CommandFailure(`\`${folder}\` is not a folder: give the folder of an export`);
  return { list: () => listed(root, ""), read: (path, atMost) => readAtMost(join(root, path), path, atMost) };
}

/** Writes into a folder that is new or empty, readable by its owner alone: records are not public. */
export async function writeExport(folder: string, files: AsyncIterable<ExportFile>): Promise<void> {
  const made = new Set<string>();
  for await (const { path, bytes } of files) {
    const file = join(folder, path);
    if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    made.add(dirname(file));
    writeFileSync(file, bytes, { flag: "wx", mode: 0o600 });
  }
}

/** @throws CommandFailure when the folder holds something already */
export function requireEmptyFolder(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found && (!found.isDirectory() || readdirSync(folder).length > 0)) throw new CommandFailure(`\`${folder}\` is there already: name a new or an empty folder, for an export is never written over another`);
}

function* listed(root: string, below: string): Generator<ListedFile, void, undefined> {
  const folder = opendirSync(join(root, below));
  try {
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) yield* listed(root, path);
      else yield { path, bytes: entry.isFile() ? lstatSync(join(root, path)).size : 0, regular: entry.isFile() };
    }
  } finally {
    folder.closeSync();
  }
}

/** Never follows a link, nor waits for a pipe; a file that grows while it is read is cut off where it may end. */
function readAtMost(file: string, path: string, atMost: number): Uint8Array | undefined {
  const opened = openedFile(file);
  if (opened === undefined) return undefined;
  try {
    const found = fstatSync(opened);
    if (!found.isFile()) return undefined;
    if (found.size > atMost) throw tooLong(path, found.size, atMost);
    const bytes = Buffer.alloc(found.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) read = readSync(opened, bytes, length, bytes.length - length, length);
    return bytes.subarray(0, length);
  } finally {
    closeSync(opened);
  }
}

function openedFile(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
