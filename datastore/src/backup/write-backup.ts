/** `backup`: all rows of one moment, copied, compressed and sealed into files, the manifest last. What is left out is in parts.ts. */
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { lstat, mkdir, open, readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress } from "node:zlib";
import { parseCheckpoint, parseNote, treeHash } from "@epigraph/ledger";

import { migrationTable } from "../connection.js";
import { DatastoreError } from "../error.js";
import { newestCheckpoint, readTiles, tilesToAppend } from "../log/hash-tiles.js";
import type { TransactionQuery } from "../transaction.js";
import { backedTables, type Query, sequencesOf, type Unit, unitsOf } from "./catalogue.js";
import type { EpochKey, EpochKeys } from "./epoch-keys.js";
import { aboutFile, type BackedTable, encodeManifest, type Manifest, manifestFile } from "./manifest.js";
import { type BackupPart, backupParts } from "./parts.js";
import { seal } from "./sealed-file.js";
import { type Copy, type Snapshot, withSnapshot } from "./snapshot.js";

export type BackupOptions = {
  /** Of the owner, or of a superuser. */
  readonly url: string;
  /** Gets a sub-folder for each part, which must not be there yet. */
  readonly folder: string;
  /** Both, if not given. */
  readonly parts?: readonly BackupPart[];
  readonly keys: EpochKeys;
  /** This version of Epigraph. */
  readonly program: string;
  readonly clock: () => number;
  /** Tables copied at once, each over a connection of its own; 2 if not given. */
  readonly workers?: number;
  /** A UUID; made at random if not given. */
  readonly id?: string;
  /** Ends it, and removes what was written. */
  readonly signal?: AbortSignal;
  /** Told after each table how many of them are done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
};

/** `bytes`: of the files; `tables`: partitions count as their table. */
export type WrittenPart = { readonly part: BackupPart; readonly folder: string; readonly tables: number; readonly rows: number; readonly bytes: number };
export type BackupOutcome = { readonly id: string; readonly keyId: string; readonly takenAt: string; readonly log: Manifest["log"]; readonly parts: readonly WrittenPart[] };

/**
 * Everything is of one moment, whatever is written meanwhile. Resolves when all of it is on the disk; when it fails nothing is left of it.
 * @throws DatastoreError BACKUP_FOLDER_IN_USE, BACKUP_FORBIDDEN, BACKUP_IMPOSSIBLE, and those of a connection
 */
export async function backup({ url, folder, parts = backupParts, keys, program, clock, workers = 2, id = randomUUID(), signal, onProgress }: BackupOptions): Promise<BackupOutcome> {
  const epoch = await keys.current(); // before the snapshot: what a purge destroys meanwhile covers what the snapshot shows from before it
  const folders = new Map(parts.map((part) => [part, join(folder, part)]));
  for (const path of folders.values()) await requireNew(path);
  try {
    return await withSnapshot(url, signal, async (snapshot, lock) => {
      await lock(await backedTables(snapshot.query));
      const head = { backup: id, together: parts, takenAt: new Date(clock()).toISOString(), program, ...(await surroundings(snapshot.query)) };
      const units = (await unitsOf(snapshot.query)).filter(({ part }) => folders.has(part));
      for (const path of folders.values()) await mkdir(path, { recursive: true, mode: 0o700 });
      const copied = await copyAll(snapshot, units, { folders, key: epoch.key, id, workers, ...(onProgress === undefined ? {} : { onProgress }) });
      const sequences = await sequencesOf(snapshot.query);
      if ((await keys.current()).id !== epoch.id) throw new DatastoreError("BACKUP_IMPOSSIBLE", `the epoch key \`${epoch.id}\` was replaced while the backup was made: start it again`);
      const written: WrittenPart[] = [];
      for (const [part, path] of folders) {
        const manifest: Manifest = { ...head, part, tables: copied.filter((one) => one.part === part).map(({ backed }) => backed), sequences: sequences.filter((one) => one.part === part).map(({ sequence, value, called }) => ({ sequence, value, called })) };
        written.push(await finish(path, manifest, epoch));
      }
      return { id, keyId: epoch.id, takenAt: head.takenAt, log: head.log, parts: written };
    });
  } catch (error) {
    for (const path of folders.values()) await rm(path, { recursive: true, force: true });
    if (signal?.aborted === true) throw new DatastoreError("BACKUP_IMPOSSIBLE", "stopped before it was done: nothing is left of the backup that was begun", { cause: error });
    throw error;
  }
}

async function requireNew(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined && (!found.isDirectory() || (await readdir(path)).length > 0)) throw new DatastoreError("BACKUP_FOLDER_IN_USE", `\`${path}\` is there already: name a new folder, for a backup is never written over another`);
}

type Surroundings = Pick<Manifest, "server" | "installation" | "migrations" | "purges" | "log">;

async function surroundings(query: Query): Promise<Surroundings> {
  const [server] = await query("select current_setting('server_version') as version, to_regclass('policy.purge') is not null as purges");
  const migrations = await query(`select name from public.${migrationTable} order by timestamp`);
  const purges = server?.["purges"] === true ? await query("select number from policy.purge order by number") : [];
  const [head] = await query("select size from ledger.head");
  const size = Number(head?.["size"]);
  const ask = query as TransactionQuery;
  const root = treeHash(size, await readTiles(ask, tilesToAppend(size)));
  const note = await newestCheckpoint(ask);
  return {
    server: String(server?.["version"]),
    installation: note === undefined ? null : parseCheckpoint(parseNote(note).text).origin,
    migrations: migrations.map(({ name }) => String(name)),
    purges: purges.map(({ number }) => Number(number)),
    log: { size, root: root.toString("base64") },
  };
}

type Copying = { readonly folders: ReadonlyMap<BackupPart, string>; readonly key: Buffer; readonly id: string; readonly workers: number; readonly onProgress?: BackupOptions["onProgress"] };
type Copied = { readonly part: BackupPart; readonly backed: BackedTable };

/** In the order of the units, whichever was done first. One that fails ends the others. */
async function copyAll(snapshot: Snapshot, units: readonly Unit[], { folders, key, id, workers, onProgress }: Copying): Promise<readonly Copied[]> {
  const copied: Copied[] = [];
  const stop = new AbortController();
  let next = 0;
  let done = 0;
  const work = async (copy: Copy): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      const unit = units[at];
      const folder = unit && folders.get(unit.part);
      if (unit === undefined || folder === undefined || stop.signal.aborted) return;
      const name = String(at + 1).padStart(6, "0"); // names tell nothing of what is in them
      const { result: file, rows } = await copy(unit, (stream) => writeFile(stream, { path: join(folder, name), key, about: aboutFile(id, unit.part, name), signal: stop.signal }));
      if (rows === 0) await rm(join(folder, name));
      const partition = unit.partition && { partition: { name: unit.partition.name, bounds: unit.partition.bounds } };
      copied[at] = { part: unit.part, backed: { table: unit.table, ...partition, columns: unit.columns, rows, ...(rows === 0 ? {} : { file }) } };
      done += 1;
      onProgress?.({ done, total: units.length });
    }
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: Math.max(1, Math.min(workers, units.length)) }, () =>
      snapshot.withReader(work).catch((error: unknown) => {
        stop.abort();
        throw error;
      }),
    ),
  );
  // that of the one that failed by itself, not of those that were ended for it
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  if (failures.length > 0) throw failures.find((error) => !(error instanceof Error && error.name === "AbortError")) ?? failures[0];
  return copied;
}

type Target = { readonly path: string; readonly key: Buffer; readonly about: string; readonly signal: AbortSignal };

/** Brotli at its fastest: two thirds of the text goes, twice as fast as zlib does it. On the disk when it resolves. */
async function writeFile(rows: Readable, { path, key, about, signal }: Target): Promise<NonNullable<BackedTable["file"]>> {
  const hash = createHash("sha256");
  let bytes = 0;
  await pipeline(
    rows,
    createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 20 } }),
    (compressed: AsyncIterable<Buffer>) => seal({ key, about }, compressed),
    async function* (sealed: AsyncIterable<Buffer>) {
      for await (const piece of sealed) {
        hash.update(piece);
        bytes += piece.length;
        yield piece;
      }
    },
    createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }),
    { signal },
  );
  return { name: basename(path), bytes, sha256: hash.digest("hex") };
}

async function finish(folder: string, manifest: Manifest, epoch: EpochKey): Promise<WrittenPart> {
  const bytes = await encodeManifest(manifest, epoch);
  const file = await open(join(folder, manifestFile), "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  for (const path of [folder, join(folder, "..")]) {
    const held = await open(path, "r");
    try {
      await held.sync();
    } finally {
      await held.close();
    }
  }
  const { part, tables } = manifest;
  const sum = (of: (table: BackedTable) => number): number => tables.reduce((total, table) => total + of(table), 0);
  return { part, folder, tables: new Set(tables.map(({ table }) => table)).size, rows: sum(({ rows }) => rows), bytes: bytes.length + sum(({ file: of }) => of?.bytes ?? 0) };
}
