/** Reading a backup: which parts a folder holds, what their manifests say, and the rows of a file, each checked before it is given out. Writes nothing. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

import { DatastoreError } from "../error.js";
import type { EpochKeys } from "./epoch-keys.js";
import { aboutFile, type BackedTable, decodeManifest, type Manifest, manifestFile, mostManifestBytes } from "./manifest.js";
import { type BackupPart, backupParts } from "./parts.js";
import { damaged, unseal } from "./sealed-file.js";

export type OpenedPart = { readonly folder: string; readonly manifest: Manifest; readonly keyId: string; readonly key: Buffer };

/**
 * The parts in the folder, or the one that the folder itself is. Every file is there and as long as it was; what is in them is checked as they are read. `parts`: those wanted; all that were
 * made together if not given.
 * @throws DatastoreError BACKUP_INCOMPLETE, BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_KEY_UNKNOWN
 */
export async function openBackup(folder: string, keys: EpochKeys, parts?: readonly BackupPart[]): Promise<readonly OpenedPart[]> {
  const whole = await isThere(join(folder, manifestFile));
  const opened: OpenedPart[] = [];
  if (whole) opened.push(await openPart(folder, keys));
  else for (const part of backupParts) if (await isThere(join(folder, part))) opened.push(await openPart(join(folder, part), keys));
  const found = opened.filter(({ manifest }) => parts === undefined || parts.includes(manifest.part));
  const wanted = parts ?? (whole ? [] : (opened[0]?.manifest.together ?? backupParts));
  const missing = wanted.filter((part) => found.every(({ manifest }) => manifest.part !== part));
  if (missing.length > 0) throw new DatastoreError("BACKUP_INCOMPLETE", `\`${folder}\` does not hold ${missing.map((part) => `\`${part}\``).join(" and ")}: give the folder of a backup, or say with --part which part is wanted`);
  for (const { folder: path, manifest } of found) if (found.filter((other) => other.manifest.part === manifest.part).length > 1) throw damaged(join(path, manifestFile));
  return found;
}

async function openPart(folder: string, keys: EpochKeys): Promise<OpenedPart> {
  const path = join(folder, manifestFile);
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) throw new DatastoreError("BACKUP_INCOMPLETE", `\`${folder}\` has no manifest, which is written last: the backup was broken off, or not copied to its end`);
  if (!found.isFile() || found.size > mostManifestBytes) throw damaged(path);
  const { manifest, keyId, key } = await decodeManifest(await readFile(path), keys, path);
  for (const { file } of manifest.tables) {
    if (file === undefined) continue;
    const lies = await lstat(join(folder, file.name)).catch(() => undefined);
    if (lies === undefined) throw new DatastoreError("BACKUP_INCOMPLETE", `\`${join(folder, file.name)}\` is missing: take another copy of the backup`);
    if (!lies.isFile() || lies.size !== file.bytes) throw damaged(join(folder, file.name));
  }
  return { folder, manifest, keyId, key };
}

/** The text of COPY that the file holds, written to `into`. The end comes only after the whole file was found sound. @throws DatastoreError BACKUP_DAMAGED */
export async function readRows({ folder, manifest, key }: OpenedPart, { name, sha256 }: NonNullable<BackedTable["file"]>, into: NodeJS.WritableStream): Promise<void> {
  const path = join(folder, name);
  const hash = createHash("sha256");
  const reading = pipeline(
    createReadStream(path, { highWaterMark: 262_144 }),
    async function* (bytes: AsyncIterable<Buffer>) {
      for await (const piece of bytes) {
        hash.update(piece);
        yield piece;
      }
    },
    (sealed: AsyncIterable<Buffer>) => unseal({ key, about: aboutFile(manifest.backup, manifest.part, name) }, sealed, path),
    createBrotliDecompress(),
    async function* (rows: AsyncIterable<Buffer>) {
      yield* rows;
      if (hash.digest("hex") !== sha256) throw damaged(path);
    },
    into,
  );
  try {
    await reading;
  } catch (error) {
    throw isOfCompression(error) ? damaged(path) : error;
  }
}

const isOfCompression = (error: unknown): boolean => error instanceof Error && "code" in error && /^(ERR_BROTLI|ERR__ERROR_FORMAT|Z_|ERR_BUFFER)/.test(String(error.code));

const isThere = async (path: string): Promise<boolean> => (await lstat(path).catch(() => undefined)) !== undefined;

export type CheckedPart = Pick<Manifest, "part" | "backup" | "takenAt" | "program" | "server" | "installation" | "log" | "purges"> & { readonly folder: string; readonly keyId: string; readonly tables: number; readonly rows: number; readonly bytes: number };

/** Reads a backup to its end without a database: every file opens, and has as many rows as it should. @throws DatastoreError as `openBackup` */
export async function verifyBackup(folder: string, keys: EpochKeys, parts?: readonly BackupPart[]): Promise<readonly CheckedPart[]> {
  const opened = await openBackup(folder, keys, parts);
  const checked: CheckedPart[] = [];
  for (const part of opened) {
    for (const { file, rows } of part.manifest.tables) {
      if (file === undefined) {
        if (rows > 0) throw damaged(join(part.folder, manifestFile));
        continue;
      }
      const counted = countingRows();
      await readRows(part, file, counted.into);
      if (counted.rows() !== rows) throw damaged(join(part.folder, file.name));
    }
    checked.push(described(part));
  }
  return checked;
}

/** COPY's text has a line for each row: what is of more lines in the data is written as `\n`. */
function countingRows(): { readonly into: Writable; readonly rows: () => number } {
  let rows = 0;
  const into = new Writable({
    write: (bytes: Buffer, _encoding, done) => {
      for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) rows += 1;
      done();
    },
  });
  return { into, rows: () => rows };
}

/** What people are told of a part. */
export function described({ folder, keyId, manifest }: OpenedPart): CheckedPart {
  const { part, backup, takenAt, program, server, installation, log, purges, tables } = manifest;
  const sum = (of: (table: BackedTable) => number): number => tables.reduce((total, table) => total + of(table), 0);
  return { folder, keyId, part, backup, takenAt, program, server, installation, log, purges, tables: new Set(tables.map(({ table }) => table)).size, rows: sum(({ rows }) => rows), bytes: sum(({ file }) => file?.bytes ?? 0) };
}
