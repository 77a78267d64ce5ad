/** Brings a key store to this version's schema and makes the logins on it. Not the data's `migrate`, and nothing of the data is here. */
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "../connection.js";
import { parseDatabaseUrl, withAccess } from "../database-url.js";
import { DatastoreError } from "../error.js";
import { ensureLogins, type LoginOutcome, loginsOf } from "../logins.js";
import { sqlState } from "../sql-state.js";
import { custodians, keyMigrations, sealers } from "./key-migrations.js";

/** The services that seal and open, each with a login of its own on the key store. */
export const sealingServices = ["cases", "movements"] as const;
export type SealingService = (typeof sealingServices)[number];

export type KeyStoreUrls = {
  /** Of the key store's owner, who may make roles. */
  readonly url: string;
  /** The custodian's connection, when that is another than the owner. */
  readonly custodian?: string;
  readonly sealers: Readonly<Partial<Record<SealingService, string>>>;
};

export type KeyMigrationOutcome = { readonly applied: readonly string[]; readonly logins: readonly LoginOutcome<SealingService | "keys">[] };

/** Any number, the same in every version and unlike the one of the data. */
const advisoryLock = 7_215_530_043;
const names = "public.key_migration";

/** The name of the key store beside a database, where nobody named another place. */
export const keyStoreBeside = (url: string): string => withAccess(url, { database: `${parseDatabaseUrl(url).database}_keys` });

/** Makes the database of that URL with the rights of `ownerUrl`, on the same server; one that is there stays. @throws DatastoreError MIGRATION_FORBIDDEN */
export async function makeKeyStore(ownerUrl: string, url: string): Promise<void> {
  const { database } = parseDatabaseUrl(url);
  const source = await openDatabase(ownerUrl, { name: "epigraph migrate", poolSize: 1 });
  try {
    const [row] = await source.query<{ readonly there: boolean; readonly statement: string }[]>("select exists (select from pg_database where datname = $1) as there, format('create database %I', $1::text) as statement", [database]);
    if (row?.there === false) await source.query(row.statement);
  } catch (error) {
    if (["42P04", "23505"].includes(sqlState(error) ?? "")) return; // another was faster
    throw new DatastoreError("MIGRATION_FORBIDDEN", `the key store \`${database}\` could not be made (${sqlState(error) ?? "no code"}): make an empty database and name its owner's connection in EPIGRAPH_DB_KEYS`, { cause: error });
  } finally {
    await source.destroy();
  }
}

/** All that is missing or nothing; two at once are safe. @throws DatastoreError LOGIN_*, SCHEMA_NEWER, MIGRATION_FAILED, and the failures of `openDatabase` */
export async function migrateKeys(urls: KeyStoreUrls): Promise<KeyMigrationOutcome> {
  const logins = loginsOf<SealingService | "keys">([
    ...(urls.custodian === undefined ? [] : [{ service: "keys", group: custodians, variable: "EPIGRAPH_DB_KEYS", url: urls.custodian } as const]),
    ...sealingServices.flatMap((service) => (urls.sealers[service] === undefined ? [] : [{ service, group: sealers, variable: `EPIGRAPH_DB_KEYS_${service.toUpperCase()}`, url: urls.sealers[service] }])),
  ]);
  const source = await openDatabase(urls.url, { name: "epigraph migrate", poolSize: 1 });
  try {
    // roles belong to the server: another key store's may be made at the same moment
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await source.transaction(async (manager) => {
          const query = (sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]> => manager.query(sql, parameters === undefined ? undefined : [...parameters]);
          await query("select pg_advisory_xact_lock($1)", [advisoryLock]);
          const applied = await applyMissing(query);
          return { applied, logins: await ensureLogins(query, logins) };
        });
      } catch (error) {
        if (error instanceof DatastoreError || attempt === 5) throw failure(error, urls.url);
        await sleep(50 * attempt);
      }
    }
  } finally {
    await source.destroy();
  }
}

/** Whether a key store has this version's schema, as its sealers and custodian may ask. */
export async function keyStoreIsCurrent(query: (sql: string) => Promise<readonly { readonly name: string }[]>): Promise<boolean> {
  const found = await query(`select name from ${names}`).catch((error: unknown) => {
    if (sqlState(error) === "42P01") return []; // never migrated
    throw error;
  });
  return keyMigrations.every(({ name }) => found.some((row) => row.name === name));
}

async function applyMissing(query: (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>): Promise<readonly string[]> {
  await query(`create table if not exists ${names} (name text primary key, applied_at timestamptz not null default clock_timestamp())`);
  const found = (await query(`select name from ${names}`)).map(({ name }) => String(name));
  const unknown = found.filter((name) => !keyMigrations.some((known) => known.name === name));
  if (unknown.length > 0) throw new DatastoreError("SCHEMA_NEWER", `the key store was migrated by a newer epigraph (${unknown.join(", ")}): install that version`);
  const missing = keyMigrations.filter(({ name }) => !found.includes(name));
  for (const { name, statements } of missing) {
    for (const statement of statements) await query(statement);
    await query(`insert into ${names} (name) values ($1)`, [name]);
  }
  await query(`grant usage on schema public to ${sealers}, ${custodians}`);
  await query(`grant select on ${names} to ${sealers}, ${custodians}`);
  return missing.map(({ name }) => name);
}

function failure(cause: unknown, url: string): Error {
  if (cause instanceof DatastoreError) return cause;
  const { place, user } = parseDatabaseUrl(url);
  if (sqlState(cause) === "42501") return new DatastoreError("MIGRATION_FORBIDDEN", `user \`${user}\` may not migrate the key store \`${place}\`: let it own the database and give it CREATEROLE`, { cause });
  return new DatastoreError("MIGRATION_FAILED", `the key store \`${place}\` could not be migrated and is as it was (${sqlState(cause) ?? "no code"})`, { cause });
}
