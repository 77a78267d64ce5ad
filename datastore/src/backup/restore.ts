/**
 * `restore`: a backup into an empty database, in one transaction that is committed only when every file was sound, every row is there, every reference holds and every purge since was carried out again.
 * One pass is enough for that: no segment's rows reach the server before the segment is authentic, and nobody sees any of them before all are. Not the reading of files: see read-backup.ts.
 */
import type { ClientBase } from "pg";
import { installWorkerSchema } from "../migrations/worker-schema.js";
import { join } from "node:path";
import { from as copyFrom } from "pg-copy-streams";
import type { QueryRunner } from "typeorm";
import { treeHash } from "@epigraph/ledger";

import { openDatabase } from "../connection.js";
import { DatastoreError } from "../error.js";
import { readTiles, tilesToAppend } from "../log/hash-tiles.js";
import { appliedMigrations, applyMigrations, migrate, type MigrateOptions, type MigrationOutcome, migrationLock, queryOf } from "../migrate.js";
import { migrations } from "../migrations/all.js";
import { applyRowPolicies, liftRowPolicies } from "../row-policies.js";
import { sqlState } from "../sql-state.js";
import type { TransactionQuery } from "../transaction.js";
import { type Query, unitsOf } from "./catalogue.js";
import type { EpochKeys, Purge, PurgeList } from "./epoch-keys.js";
import type { BackedTable } from "./manifest.js";
import { type BackupPart, filledByMigrations, keptBeside } from "./parts.js";
import { type CheckedPart, described, type OpenedPart, openBackup, readRows } from "./read-backup.js";
import { damaged } from "./sealed-file.js";
import { plainSession } from "./snapshot.js";
import { standAside } from "./stand-aside.js";

/** Carries out a purge again on what was restored, in the restore's own transaction, on this version's schema; leaves its row in `policy.purge`. */
export type Replay = (purge: Purge, query: TransactionQuery) => Promise<void>;

export type RestoreOptions = MigrateOptions & {
  readonly folder: string;
  /** All that were made together, if not given. */
  readonly parts?: readonly BackupPart[];
  readonly keys: EpochKeys;
  readonly purges: PurgeList;
  /** Without it a backup older than a purge is refused. */
  readonly replay?: Replay;
  /** Told after each table how many of them are done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
};

/** `replayed`: the purges carried out again; `migrated`: the migrations that the backup did not have yet; `apart`: the parts are not of one moment. */
export type RestoreOutcome = { readonly parts: readonly CheckedPart[]; readonly replayed: readonly Purge[]; readonly migrated: readonly string[]; readonly apart: boolean; readonly migration: MigrationOutcome };

/**
 * The database has no rows but those of migrations, and no migration that the backup does not have. It is as it was when this fails.
 * @throws DatastoreError BACKUP_INCOMPLETE, BACKUP_DAMAGED, BACKUP_NEWER, BACKUP_KEY_UNKNOWN, RESTORE_NOT_EMPTY, RESTORE_SCHEMA_AHEAD, RESTORE_PURGE_MISSING, PURGE_LIST_OLDER, RESTORE_FAILED, and those of `migrate`
 */
export async function restore(options: RestoreOptions): Promise<RestoreOutcome> {
  const { folder, parts, keys, replay, url } = options;
  const opened = (await openBackup(folder, keys, parts)).toSorted((one, other) => one.manifest.migrations.length - other.manifest.migrations.length);
  refuseNewer(opened);
  const missing = await missingPurges(opened, options.purges);
  if (missing.length > 0 && replay === undefined) {
    throw new DatastoreError("RESTORE_PURGE_MISSING", `the backup is older than ${missing.length === 1 ? "a purge" : `${missing.length} purges`} (number ${missing.map(({ number }) => number).join(", ")}): what was deleted would be back; restore it with --replay-purges, which deletes it again before anybody can read it`);
  }
  const migrated = await inOneTransaction(url, async (runner) => {
    const { before, after } = await load(runner, opened, options.onProgress);
    const query = queryOf(runner);
    for (const purge of missing) await replay?.(purge, query as TransactionQuery);
    await requireReplayed(query, missing);
    return after.filter((name) => !before.includes(name));
  });
  const migration = await migrate(options); // the logins, the claims key and who may read for a backup
  await analyze(url, opened);
  return { parts: opened.map(described), replayed: missing, migrated, apart: new Set(opened.map(({ manifest }) => manifest.backup)).size > 1, migration };
}

function refuseNewer(opened: readonly OpenedPart[]): void {
  for (const { folder, manifest } of opened) {
    const unknown = manifest.migrations.filter((name) => migrations.every((migration) => migration.name !== name));
    if (unknown.length > 0) throw new DatastoreError("BACKUP_NEWER", `\`${folder}\` was made by epigraph ${manifest.program}, which has migrations that this version does not know (${unknown.join(", ")}): restore it with that version`);
  }
}

/** Those that were carried out after the backup, in their order. The access log has its own ways to forget: purges leave it. */
async function missingPurges(opened: readonly OpenedPart[], list: PurgeList): Promise<readonly Purge[]> {
  const data = opened.find(({ manifest }) => manifest.part === "data");
  if (data === undefined) return [];
  const purges = await list.purges();
  const { purges: known } = data.manifest;
  const unlisted = known.filter((number) => purges.every((purge) => purge.number !== number));
  if (unlisted.length > 0) throw new DatastoreError("PURGE_LIST_OLDER", `the list of purges does not have number ${unlisted.join(", ")}, which the backup has: it is not the newest one, and purges may be missing from it; restore the newest list, which is kept with the key ring`);
  return purges.filter(({ number }) => !known.includes(number)).toSorted((one, other) => one.number - other.number);
}

async function requireReplayed(query: Query, purges: readonly Purge[]): Promise<void> {
  const rows = await query("select number from policy.purge where number = any ($1::integer[])", [purges.map(({ number }) => number)]);
  const left = purges.filter(({ number }) => rows.every((row) => row["number"] !== number));
  if (left.length > 0) throw new DatastoreError("RESTORE_FAILED", `purge ${left.map(({ number }) => number).join(", ")} was not carried out again to its end: nothing was restored`);
}

async function inOneTransaction<T>(url: string, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, { name: "epigraph restore", poolSize: 1 });
  const runner = database.createQueryRunner();
  try {
    await runner.query(plainSession);
    await runner.startTransaction();
    await runner.query("select pg_advisory_xact_lock($1)", [migrationLock]);
    await installWorkerSchema(url);
    const result = await work(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined); // the first error is the one to tell
    throw readable(error);
  } finally {
    await runner.release();
    await database.destroy();
  }
}

type Loaded = { readonly before: readonly string[]; readonly after: readonly string[] };

/** Each part on the schema that it was made on, the older one first; then on to this version's schema. */
async function load(runner: QueryRunner, opened: readonly OpenedPart[], onProgress: RestoreOptions["onProgress"]): Promise<Loaded> {
  const query = queryOf(runner);
  const client = (await runner.connect()) as ClientBase;
  const oldest = opened[0]?.manifest.migrations ?? [];
  const ahead = (await appliedMigrations(query)).filter((name) => !oldest.includes(name));
  if (ahead.length > 0) throw new DatastoreError("RESTORE_SCHEMA_AHEAD", `the database has been migrated further than the backup (${ahead.join(", ")}): restore into a new database; it is brought to this version after its rows are in it`);
  await liftRowPolicies(query);
  const total = opened.reduce((sum, { manifest }) => sum + manifest.tables.length, 0);
  let done = 0;
  let checked = false;
  for (const part of opened) {
    await applyMigrations(runner, part.manifest.migrations);
    await query("set constraints all immediate"); // each reference is looked at with its table, and nothing pends at the end
    const takeUp = await standAside(query);
    if (!checked) await requireEmpty(query, opened);
    checked = true;
    await clear(query, part);
    for (const table of part.manifest.tables) {
      await loadTable(query, client, part, table);
      done += 1;
      onProgress?.({ done, total });
    }
    for (const { sequence, value, called } of part.manifest.sequences) await query("select setval($1::regclass, $2::bigint, $3)", [sequence, value, called]);
    if (part.manifest.part === "ledger") await requireLog(query, part);
    await takeUp();
  }
  await applyMigrations(runner);
  await applyRowPolicies(query);
  return { before: oldest, after: await appliedMigrations(query) };
}

/** All that is about to be filled; what migrations put there is no one's work. */
async function requireEmpty(query: Query, opened: readonly OpenedPart[]): Promise<void> {
  for (const table of await tablesOf(query, opened)) {
    if (filledByMigrations.includes(table) || keptBeside.includes(table)) continue;
    if ((await query(`select from ${table} limit 1`)).length > 0) throw new DatastoreError("RESTORE_NOT_EMPTY", `the database is not empty (\`${table}\` has rows): restore into a new database, or the part that this one does not have`);
  }
}

async function clear(query: Query, part: OpenedPart): Promise<void> {
  const tables = (await tablesOf(query, [part])).filter((table) => filledByMigrations.includes(table));
  for (const table of tables.toReversed()) await query(`delete from ${table}`);
}

async function tablesOf(query: Query, opened: readonly OpenedPart[]): Promise<readonly string[]> {
  const units = (await unitsOf(query)).filter(({ part }) => opened.some(({ manifest }) => manifest.part === part));
  return [...new Set(units.map(({ table }) => table))];
}

async function loadTable(query: Query, client: ClientBase, part: OpenedPart, { table, partition, columns, rows, file }: BackedTable): Promise<void> {
  if (partition !== undefined) await makePartition(query, table, partition);
  if (file === undefined) {
    if (rows > 0) throw damaged(part.folder);
    return;
  }
  const into = client.query(copyFrom(`copy ${partition?.name ?? table} (${columns.join(", ")}) from stdin`));
  try {
    await readRows(part, file, into);
  } catch (error) {
    throw refused(error, table);
  }
  if (into.rowCount !== rows) throw damaged(join(part.folder, file.name));
}

/** As partitions are made elsewhere: attached, with the table's indexes. Bounds and names are the manifest's, which is authentic. */
async function makePartition(query: Query, table: string, { name, bounds }: NonNullable<BackedTable["partition"]>): Promise<void> {
  const [there] = await query("select to_regclass($1) is not null as there", [name]);
  if (there?.["there"] === true) return;
  await query(`create table ${name} (like ${table} including defaults including constraints including indexes)`);
  await query(`alter table ${table} attach partition ${name} ${bounds}`);
}

/** Whether the tree is the one that was backed up: whoever kept a checkpoint must find it again. */
async function requireLog(query: Query, { folder, manifest }: OpenedPart): Promise<void> {
  const [head] = await query("select size from ledger.head");
  const size = Number(head?.["size"]);
  const root = treeHash(size, await readTiles(query as TransactionQuery, tilesToAppend(size))).toString("base64");
  if (size !== manifest.log.size || root !== manifest.log.root) throw damaged(folder);
}

/** PostgreSQL's own words can quote a row; what goes on is the table, the constraint and the code (PostgreSQL manual, appendix A). */
function refused(error: unknown, table: string): unknown {
  const code = sqlState(error);
  if (error instanceof DatastoreError || code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return error;
  const { constraint } = error as { readonly constraint?: string };
  return new DatastoreError("RESTORE_FAILED", `the database refused rows of \`${table}\` (SQLSTATE ${code}${constraint === undefined ? "" : `, constraint \`${constraint}\``}) and is as it was`);
}

function readable(error: unknown): unknown {
  const code = sqlState(error);
  if (error instanceof DatastoreError || code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return error;
  if (code === "53200") return new DatastoreError("RESTORE_FAILED", "the server has no room for so many partitions in one transaction: raise max_locks_per_transaction (512 is enough for ten years of days), restart it, and restore again; the database is as it was");
  if (code === "42501") return new DatastoreError("RESTORE_FAILED", "the user of the database url may not make the schema: let it own the database, and give it CREATEROLE; the database is as it was");
  return new DatastoreError("RESTORE_FAILED", `the database could not be restored (SQLSTATE ${code}) and is as it was: see the server's log`);
}

/** What the planner needs to know; partitioned tables never get that by themselves. */
async function analyze(url: string, opened: readonly OpenedPart[]): Promise<void> {
  const database = await openDatabase(url, { name: "epigraph restore", poolSize: 1 });
  try {
    const tables = [...new Set(opened.flatMap(({ manifest }) => manifest.tables.filter(({ rows }) => rows > 0).map(({ table }) => table)))];
    if (tables.length > 0) await database.query(`analyze ${tables.join(", ")}`);
  } finally {
    await database.destroy();
  }
}
