/** Makes the server's files forget: tables from which rows were deleted are written anew, statistics too, and the write-ahead log is led past what it held. Not archives, replicas or the disk itself: see unprovable.ts. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Query } from "../backup/catalogue.js";
import { DatastoreError } from "../error.js";
import { sqlState } from "../sql-state.js";

/** A session that still sees the deleted rows would have them copied along. Waits for it. @throws DatastoreError PURGE_BLOCKED */
export async function untilNobodyLooksBack(query: Query, waitMs: number): Promise<void> {
  const [mine] = await query("select pg_current_xact_id()::text as id");
  for (const end = Date.now() + waitMs; ; await sleep(200)) {
    const [row] = await query(
      `select (select count(*)::int from pg_stat_activity a where a.backend_xmin is not null and a.pid <> pg_backend_pid() and a.datname = current_database() and age(a.backend_xmin) > age($1::text::xid8::xid))
         + (select count(*)::int from pg_prepared_xacts) + (select count(*)::int from pg_replication_slots s where coalesce(s.xmin, s.catalog_xmin) is not null) as others`,
      [mine?.["id"]],
    );
    if (Number(row?.["others"]) === 0) return;
    if (Date.now() > end) throw new DatastoreError("PURGE_BLOCKED", "a session, a prepared transaction or a replication slot still sees what was deleted: end it (pg_stat_activity, pg_prepared_xacts, pg_replication_slots), then go on with the same command");
  }
}

/**
 * What the planner knows of values is copies of rows, and stays when a table is emptied. Of all of Epigraph's tables; who is neither a superuser nor on PostgreSQL 18 has to leave it to the next ANALYZE,
 * which makes it anew where rows are left. Says whether all is gone.
 */
async function forgetStatistics(query: Query): Promise<boolean> {
  const [may] = await query("select (select rolsuper from pg_roles where rolname = current_user) as superuser, current_setting('server_version_num')::int >= 180000 as clears");
  const ours = "c.relnamespace in (select n.oid from pg_namespace n where n.nspname !~ '^pg_' and n.nspname <> 'information_schema')";
  if (may?.["superuser"] === true) await query(`delete from pg_catalog.pg_statistic s using pg_class c where c.oid = s.starelid and ${ours}`);
  else if (may?.["clears"] === true) await query(`select pg_clear_attribute_stats(n.nspname, c.relname, a.attname, s.stainherit) from pg_statistic s join pg_class c on c.oid = s.starelid join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = s.staattnum where ${ours}`);
  else return false;
  return true;
}

/** Outside of a transaction. `tables`: of which some rows went. What is left is looked at anew by the planner at the end. Says whether its old knowledge is gone. */
export async function rewriteTables(query: Query, tables: readonly string[]): Promise<boolean> {
  const forgotten = await forgetStatistics(query);
  for (const table of new Set(tables)) await query(`vacuum (full) ${table}`);
  // most common values and bounds of histograms are copies of rows; those of dropped tables went with them, but their bytes did not
  for (const catalogue of ["pg_catalog.pg_statistic", "pg_catalog.pg_statistic_ext_data"]) await query(`vacuum (full) ${catalogue}`);
  await query("analyze");
  return forgotten;
}

/** `forgotten`: no older segment is in the server's own folder any more. */
export type LogForgotten = { readonly done: boolean; readonly why: string; readonly switched: number; readonly older: number };

/** Segments of the write-ahead log that a server may keep under future names. */
const mostSwitches = 256;

/** Checkpoint, switch, until no segment that began before this call is left, recycled ones included; where the user may not, says so. Outside of a transaction. */
export async function forgetWriteAheadLog(query: Query): Promise<LogForgotten> {
  let [switched, older] = [0, 0];
  try {
    const segment = async (): Promise<string> => String((await query("select pg_walfile_name(pg_current_wal_lsn()) as name"))[0]?.["name"]);
    const before = await segment();
    const next = async (): Promise<void> => {
      await query("select pg_logical_emit_message(false, 'epigraph purge', 'x')"); // an empty segment is not switched
      await query("select pg_switch_wal()");
      switched += 1;
    };
    const names = async (): Promise<readonly string[]> => (await query("select name from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'")).map(({ name }) => String(name));
    await next();
    await query("checkpoint");
    // segments that were recycled before still hold old bytes under names to come: they are filled with zeros as they are switched
    while (await ahead()) {
      if (switched >= mostSwitches) break;
      await next();
    }
    await next();
    await query("checkpoint");
    await query("checkpoint");
    older = (await names()).filter((name) => name.slice(8) <= before.slice(8)).length;
    const future = await ahead();
    return { done: older === 0 && !future, why: older > 0 ? "the server keeps older segments (wal_keep_size, a replication slot, or an archive that is behind)" : future ? "recycled segments are left" : "", switched, older };

    async function ahead(): Promise<boolean> {
      const present = await segment();
      return (await names()).some((name) => name.slice(8) > present.slice(8));
    }
  } catch (error) {
    const code = sqlState(error);
    if (code !== "42501") throw error;
    return { done: false, why: "the user may not switch the write-ahead log or list it (it takes a superuser)", switched, older };
  }
}

/** What that server's own settings say of copies that nobody here can reach. */
export async function unprovable(query: Query, log: LogForgotten, statistics: boolean): Promise<readonly string[]> {
  const [server] = await query(
    `select current_setting('wal_level') as level, current_setting('archive_mode') as archive, current_setting('wal_recycle') as recycle, current_setting('data_checksums') as checksums,
       (select count(*)::int from pg_replication_slots) as slots, (select count(*)::int from pg_stat_replication) as replicas, (select rolsuper from pg_roles where rolname = current_user) as superuser`,
  );
  const list = [
    "what a disk keeps of overwritten and freed blocks (solid-state remapping, snapshots, copy-on-write file systems): destroy the volume's own key when it is retired",
    "copies of the database, of its server's folder or of the key store that were made with other programs than `epigraph backup`",
    "what was downloaded, printed or shown while the response lasted",
    "memory and swap of processes that ran before: restart the services, the server and their machines",
    "old backups of the key store together with old copies of the key ring: the custodian destroys both",
  ];
  if (server?.["archive"] !== "off") list.push(`archives of the write-ahead log (archive_mode is ${String(server?.["archive"])}): destroy what was archived before`);
  if (server?.["level"] !== "minimal") list.push(`base backups and physical copies: the server writes its log for them (wal_level is ${String(server?.["level"])})`);
  if (Number(server?.["slots"]) > 0 || Number(server?.["replicas"]) > 0) list.push(`replicas: ${String(server?.["replicas"])} connected, ${String(server?.["slots"])} slots; they follow, but their files and logs were not looked at`);
  if (!statistics) list.push("what the planner keeps of values of columns (pg_statistic) of tables that are empty now: a superuser deletes it");
  if (!log.done) list.push(`segments of the server's own write-ahead log: ${log.why}`);
  if (server?.["recycle"] !== "off") list.push("segments of the write-ahead log that were renamed for use again (wal_recycle is on)");
  if (server?.["superuser"] !== true) list.push("the server's own settings and folders beyond this user's rights, for it is no superuser");
  return list;
}
