/** Several connections that see the database at one and the same moment: PostgreSQL's exported snapshots, as pg_dump uses them. Reads what it is told to and writes nothing. */
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Readable } from "node:stream";

import { connectionFailure } from "../connection-failure.js";
import { probe } from "../connection.js";
import { DatastoreError } from "../error.js";
import { migrationLock } from "../migrate.js";
import { sqlState } from "../sql-state.js";
import type { Query, Unit } from "./catalogue.js";
import { readingRole } from "./reader.js";

/** Values as text that every server of any version, locale and time zone reads in the same way; no limits that would end a long copy. */
export const plainSession =
  "set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set intervalstyle = 'postgres'; set extra_float_digits = 3; set bytea_output = 'hex'; set client_encoding = 'UTF8'; set xmloption = 'content'; set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0; set synchronize_seqscans = off";

/** Rows leave in the order in which they lie: days of stays are kept sorted, and are to be so again. */
const asTheyLie = "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off; set max_parallel_workers_per_gather = 0";

/** Text of COPY for the unit's rows. `use` reads it to its end. Resolves to what `use` does, and how many rows there were. */
export type Copy = <T>(unit: Unit, use: (rows: Readable) => Promise<T>) => Promise<{ readonly result: T; readonly rows: number }>;

export type Snapshot = {
  readonly query: Query;
  /** A connection more that sees the same; it copies one unit after another. */
  readonly withReader: (work: (copy: Copy) => Promise<void>) => Promise<void>;
};

type Work<T> = (snapshot: Snapshot, lock: (tables: readonly string[]) => Promise<void>) => Promise<T>;

/**
 * `work` with a snapshot of the database. `signal`: breaks the connections off. No migration runs meanwhile: it waits. `lock`: the tables that nobody may drop or change until the end.
 * @throws DatastoreError BACKUP_FORBIDDEN, BACKUP_IMPOSSIBLE, and those of a connection
 */
export async function withSnapshot<T>(url: string, signal: AbortSignal | undefined, work: Work<T>): Promise<T> {
  try {
    await probe(url);
  } catch (error) {
    throw connectionFailure(error, url);
  }
  try {
    return await seeing(url, signal, work);
  } catch (error) {
    throw readable(error);
  }
}

function seeing<T>(url: string, signal: AbortSignal | undefined, work: Work<T>): Promise<T> {
  return withConnection(url, signal, async (client) => {
    await client.query("select pg_advisory_lock_shared($1)", [migrationLock]); // before the snapshot, which would be from before the wait
    const query: Query = async (sql, parameters) => (await client.query<Record<string, unknown>>(sql, parameters === undefined ? [] : [...parameters])).rows;
    const role = await readingRole(query);
    const takeRole = role === undefined ? "" : `; set local role ${role}`;
    await client.query(`begin isolation level repeatable read, read only${takeRole}`);
    const [exported] = await query("select pg_export_snapshot() as id");
    const id = String(exported?.["id"]).replaceAll(/[^\w-]/g, "");
    const copying =
      (reader: pg.Client): Copy =>
      async (unit, use) => {
        await reader.query(`begin isolation level repeatable read, read only; set transaction snapshot '${id}'${takeRole}`);
        // who waits for the table for itself waits for us, and we would wait behind it (pg_dump does the same)
        await reader.query(`lock table ${unit.table} in access share mode nowait`);
        const stream = reader.query(copyTo(copyStatement(unit)));
        const result = await use(stream);
        await reader.query("commit"); // with it go the locks of the unit's partition and indexes
        return { result, rows: stream.rowCount };
      };
    const withReader: Snapshot["withReader"] = (read) =>
      withConnection(url, signal, async (reader) => {
        await reader.query(asTheyLie);
        await read(copying(reader));
      });
    return await work({ query, withReader }, async (tables) => void (await client.query(`lock table ${tables.join(", ")} in access share mode`)));
  });
}

/** A partition is read through its table: rights and row security are the table's. */
function copyStatement({ table, partition, columns }: Unit): string {
  const list = columns.join(", ");
  return partition === undefined ? `copy ${table} (${list}) to stdout` : `copy (select ${list} from ${table} where ${partition.condition}) to stdout`;
}

async function withConnection<T>(url: string, signal: AbortSignal | undefined, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "epigraph backup", keepAlive: true });
  client.on("error", () => undefined);
  const end = (): void => void client.end().catch(() => undefined);
  signal?.addEventListener("abort", end);
  try {
    signal?.throwIfAborted();
    await client.connect();
    await client.query(`${plainSession}; set row_security = off`); // rather no row than one too few
    return await work(client);
  } finally {
    signal?.removeEventListener("abort", end);
    await client.end().catch(() => undefined);
  }
}

function readable(error: unknown): unknown {
  const code = sqlState(error);
  if (error instanceof DatastoreError || code === undefined) return error;
  if (code === "42501") return new DatastoreError("BACKUP_FORBIDDEN", "the user of the database url may not read all that a backup holds: run `epigraph migrate` with the owner's url, and back up with that", { cause: error });
  if (code === "55P03") return new DatastoreError("BACKUP_IMPOSSIBLE", "somebody is changing a table that the backup is about to read (a migration, a purge): start it again when that is done", { cause: error });
  if (/^[0-9A-Z]{5}$/.test(code)) return new DatastoreError("BACKUP_IMPOSSIBLE", `the database could not be read to its end (SQLSTATE ${code}): see the server's log, and start again`, { cause: error });
  return error;
}
