/** The files of a ring: written whole, read strictly, destroyed for good. Not what is in a ring: see ring-folder.ts. */
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { VaultError } from "./error.js";

/** How many bytes a key file holds, in base64url. */
export const keyBytes = 32;

/** @throws VaultError RING_INVALID, always */
export function invalidRing(what: string): never {
  throw new VaultError("RING_INVALID", `the key ring cannot be used: ${what}; restore it from the custodian's copy`);
}

function missing(folder: string, cause: unknown): never {
  throw new VaultError("RING_MISSING", `the key ring \`${folder}\` cannot be read (${(cause as NodeJS.ErrnoException).code ?? "no code"}): name the custodian's folder in EPIGRAPH_KEY_RING, readable for this process`, { cause });
}

/** @throws VaultError RING_MISSING */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    return missing(folder, error);
  }
}

/** One line. @throws VaultError RING_MISSING where the folder cannot be read; undefined where only the file is not there */
export function readLine(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), "utf8").trim();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" && existsSync(folder) ? undefined : missing(folder, error);
  }
}

/** A key's bytes, undefined where there is no such file. @throws VaultError RING_MISSING, RING_INVALID */
export function readBytes(folder: string, name: string): Buffer | undefined {
  const text = readLine(folder, name);
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.length === keyBytes && bytes.toString("base64url") === text ? bytes : invalidRing(`\`${join(folder, name)}\` is not ${keyBytes} bytes in base64url`);
}

export const writeBytes = (folder: string, name: string, bytes: Buffer): void => writeDurably(folder, name, `${bytes.toString("base64url")}\n`);

/** Whole and on the disk under its name, or not there; for its owner's eyes only. */
export function writeDurably(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const beside = join(folder, `.${name}.new`);
  const file = openSync(beside, "w", 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, join(folder, name));
  syncFolder(folder);
}

/** Out of the readers' sight in one step, then overwritten on the disk, then removed. Nothing when there is none. */
export function destroyFile(folder: string, name: string): void {
  if (existsSync(join(folder, name))) {
    renameSync(join(folder, name), join(folder, `.${name}.gone`));
    syncFolder(folder);
  }
  if (existsSync(join(folder, `.${name}.gone`))) overwrite(folder, `.${name}.gone`);
}

/** What a kill left of writing or destroying. Only for who is alone with the folder. */
export function sweep(folder: string): void {
  for (const name of namesIn(folder)) if (/^[.].+[.](new|gone)$/.test(name)) overwrite(folder, name);
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const held = openSync(folder, "r");
  try {
    fsyncSync(held);
  } finally {
    closeSync(held);
  }
}

function overwrite(folder: string, name: string): void {
  const path = join(folder, name);
  const file = openSync(path, "r+");
  try {
    writeSync(file, randomBytes(statSync(path).size), 0, undefined, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  unlinkSync(path);
  syncFolder(folder);
}
