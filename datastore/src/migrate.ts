/** `migrate`: brings a database to the schema and the row-security policies of this version, tells it the claims key and makes the services' logins. Loads no data. */
import "reflect-metadata";
import type { DataSource, QueryRunner } from "typeorm";
import { setTimeout as sleep } from "node:timers/promises";

import { ensureBackupRole } from "./backup/reader.js";
import { migrationTable, openDatabase } from "./connection.js";
import { databaseServices, groupRole } from "./database-services.js";
import { parseDatabaseUrl } from "./database-url.js";
import { DatastoreError } from "./error.js";
import { ensureLogins, type LoginOutcome, readLogins, type ServiceUrls } from "./logins.js";
import { migrations } from "./migrations/all.js";
import { installWorkerSchema } from "./migrations/worker-schema.js";
import { applyRowPolicies, liftRowPolicies, rowPolicyState } from "./row-policies.js";
import { sqlState } from "./sql-state.js";

export type MigrationOutcome = {
  readonly applied: readonly string[];
  readonly rowPolicies: "applied" | "current";
  readonly claimsKey: "told" | "known" | "not given";
  readonly logins: readonly LoginOutcome[];
};

export type MigrateOptions = {
  readonly url: string;
  readonly logins: ServiceUrls;
  /** What the gateway signs claims with, at least 32 bytes. Until a database was told one it believes nobody. The one before stays good for ten minutes. */
  readonly claimsKey?: Buffer;
};

const claimsKeyOverlap = "10 minutes";

/** Any number, the same in every version: whoever migrates or restores holds the advisory lock of this number, and whoever backs up shares it. */
export const migrationLock = 7_215_530_041;

/**
 * Applies what is missing, all of it or nothing, and refreshes the logins of the URLs given. `url` is the migrator's: it owns the database and is a
 * superuser or has CREATEROLE. Two at once are safe: the second waits and finds nothing to do. Throws the failures of `openDatabase`, LOGIN_INVALID,
 * LOGIN_TOO_POWERFUL, SCHEMA_NEWER, MIGRATION_FORBIDDEN or MIGRATION_FAILED.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationOutcome> {
  const logins = readLogins(options.logins);
  const dataSource = await openDatabase(options.url, { name: "epigraph migrate", poolSize: 2 });
  try {
    // roles belong to the server: the migration of another database may change the same one at the same moment, and then the later one tries again
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(dataSource, async (runner) => {
          const query = queryOf(runner);
          const known = await appliedMigrations(query);
          await installWorkerSchema(options.url);
          const fresh = known.length === migrations.length && (await rowPolicyState(query)) === "current";
          if (!fresh) await liftRowPolicies(query);
          const applied = await applyMigrations(runner);
          if (!fresh) await applyRowPolicies(query);
          return { applied, rowPolicies: fresh ? "current" : "applied", ...(await settle(query, options, logins)) };
        });
      } catch (error) {
        if (attempt === 5 || !changedMeanwhile(error)) throw migrationFailure(error, options.url);
        await sleep(50 * attempt);
      }
    }
  } finally {
    await dataSource.destroy();
  }
}

type Query = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

export const queryOf =
  (runner: QueryRunner): Query =>
  (sql, parameters) =>
    runner.query(sql, parameters === undefined ? undefined : [...parameters]);

/** What is not of the schema: the claims key, the logins, and who may read for a backup. In the migrator's transaction, when the policies are made. */
export async function settle(query: Query, { claimsKey }: Pick<MigrateOptions, "claimsKey">, logins: ReturnType<typeof readLogins>): Promise<Pick<MigrationOutcome, "claimsKey" | "logins">> {
  await ensureBackupRole(query);
  return { claimsKey: await tellClaimsKey(query, claimsKey), logins: await ensureLogins(query, logins) };
}

async function tellClaimsKey(query: Query, key: Buffer | undefined): Promise<MigrationOutcome["claimsKey"]> {
  if (key === undefined) return "not given";
  const [row] = await query("select security.put_claims_key($1::bytea, $2::interval) as new", [`\\x${key.toString("hex")}`, claimsKeyOverlap]);
  return row?.["new"] === true ? "told" : "known";
}

async function inTransaction<T>(dataSource: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query("select pg_advisory_xact_lock($1)", [migrationLock]);
    const result = await work(runner);
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined); // the first error is the one to tell
    throw error;
  } finally {
    await runner.release();
  }
}

/** The names of those that the database has; the table that holds them is made if need be. @throws DatastoreError SCHEMA_NEWER */
export async function appliedMigrations(query: Query): Promise<readonly string[]> {
  // as TypeORM would make it, but without a sequence, which a distributed database has to do without
  await query(`create table if not exists public.${migrationTable} (
    id bigint primary key default (extract(epoch from clock_timestamp()) * 1000000)::bigint,
    timestamp bigint not null,
    name text not null unique)`);
  const known: readonly string[] = migrations.map((migration) => migration.name);
  const names = (await query(`select name from public.${migrationTable}`)).map(({ name }) => String(name));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new DatastoreError("SCHEMA_NEWER", `the database was migrated by a newer epigraph (${unknown.join(", ")}): install that version`);
  }
  return names;
}

/** Those that are missing, or of these only the ones named in `only`: their names. The policies have been lifted, and the job queue is there (worker-schema.ts). @throws DatastoreError SCHEMA_NEWER */
export async function applyMigrations(runner: QueryRunner, only?: readonly string[]): Promise<readonly string[]> {
  const query = queryOf(runner);
  const done = await appliedMigrations(query);
  const applied: string[] = [];
  for (const Migration of migrations) {
    if (done.includes(Migration.name) || only?.includes(Migration.name) === false) continue;
    await new Migration().up(runner);
    await query(`insert into public.${migrationTable} (timestamp, name) values ($1, $2)`, [Number(Migration.name.slice(-13)), Migration.name]);
    applied.push(Migration.name);
  }
  // every service may see whether the schema is the one that it was made for
  const groups = (await query("select quote_ident(rolname) as name from pg_roles where rolname = any ($1)", [databaseServices.map(groupRole)])).map(({ name }) => String(name));
  await query(`grant usage on schema public to ${groups.join(", ")}`);
  await query(`grant select on public.${migrationTable} to ${groups.join(", ")}`);
  return applied;
}

/** Another transaction made or changed the same role, database or membership since ours began. */
function changedMeanwhile(error: unknown): boolean {
  const code = sqlState(error);
  return code === "23505" || code === "42710" || code === "40001" || code === "40P01" || (code === "XX000" && /concurrently/.test(String(error)));
}

function migrationFailure(cause: unknown, url: string): Error {
  if (cause instanceof DatastoreError) return cause;
  const { place, user } = parseDatabaseUrl(url);
  const code = sqlState(cause);
  if (code === "42501") {
    return new DatastoreError(
      "MIGRATION_FORBIDDEN",
      `user \`${user}\` may not migrate \`${place}\` (${cause instanceof Error ? cause.message : code}): let it own the database, give it CREATEROLE, and, where the roles epigraph_* were made by another user, grant them to it with admin option`,
      { cause },
    );
  }
  return new DatastoreError("MIGRATION_FAILED", `\`${place}\` could not be migrated and is as it was (${code ?? "no code"}: ${cause instanceof Error ? cause.message : ""})`, { cause });
}
