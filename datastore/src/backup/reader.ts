/**
 * With which rights a backup reads: all rows of all tables, or not at all. Row security holds for the owner of the tables too unless it is a superuser, and a backup that it narrowed would miss rows
 * without a word. So the role `epigraph_backup`, which may read what a backup holds and is above row security, is taken on for the reading; where it cannot be had, the backup is refused.
 */
import { migrationTable } from "../connection.js";
import { DatastoreError } from "../error.js";
import { backedTables, type Query, sequenceNames } from "./catalogue.js";

export const backupRole = "epigraph_backup";

/**
 * Makes the role where the migrator may, and lets it read what a backup holds and nothing else; to be called by the migrator when the tables are there. Only a superuser, or from PostgreSQL 16 on
 * who has BYPASSRLS too, can put it above row security: without that the role is there and of no use yet.
 */
export async function ensureBackupRole(query: Query): Promise<void> {
  await query(`do $$ begin
    begin
      if not exists (select from pg_roles where rolname = '${backupRole}') then create role ${backupRole} nologin bypassrls; end if;
    exception
      when duplicate_object or unique_violation then null;
      when insufficient_privilege then create role ${backupRole} nologin;
    end;
    begin
      if not pg_has_role(current_user, '${backupRole}', 'member') then execute format('grant ${backupRole} to %I', current_user); end if;
    exception when insufficient_privilege then null; -- it is another owner's, who can grant it
    end;
  end $$`);
  const tables = [...(await backedTables(query)), `public.${migrationTable}`];
  const read = [...(await without(query, "has_table_privilege", tables)), ...(await without(query, "has_sequence_privilege", await sequenceNames(query)))];
  if (read.length === 0) return;
  await query(`grant usage on schema ${[...new Set(read.map((name) => name.split(".")[0]))].join(", ")} to ${backupRole}`);
  for (const name of read) await query(`grant select on ${name} to ${backupRole}`);
}

async function without(query: Query, privilege: "has_table_privilege" | "has_sequence_privilege", names: readonly string[]): Promise<readonly string[]> {
  return (await query(`select name from unnest($1::text[]) name where not ${privilege}($2, name, 'select')`, [names, backupRole])).map(({ name }) => String(name));
}

/** The role to take on for reading; undefined when the user is above row security already. @throws DatastoreError BACKUP_FORBIDDEN */
export async function readingRole(query: Query): Promise<string | undefined> {
  const [row] = await query(
    `select current_user as user, (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as above,
       exists (select from pg_roles r where r.rolname = $1 and r.rolbypassrls and pg_has_role(current_user, r.oid, 'member')) as can`,
    [backupRole],
  );
  if (row?.["above"] === true) return undefined;
  if (row?.["can"] === true) return backupRole;
  throw new DatastoreError(
    "BACKUP_FORBIDDEN",
    `row security would hide rows from the user \`${String(row?.["user"])}\`, and the backup would miss them: let a superuser run \`alter role ${backupRole} bypassrls\` and \`grant ${backupRole} to ${String(row?.["user"])}\` once, or back up with a superuser's url`,
  );
}
