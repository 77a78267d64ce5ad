/** The database a command works on: a real server by DATABASE_URL, or the embedded one of the data folder. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { contextKey } from "@epigraph/authz";
import { dataFolder, type DatabaseService, type KeyMigrationOutcome, migrate, type MigrateOptions, type MigrationOutcome, openDatabase, serviceUrl, startServer } from "@epigraph/datastore";
import { claimsKeyVariable, databaseVariable, type Environment, logIns } from "../environment.js";
import { secretsOf } from "../installation.js";
import type { Lifetime } from "../stopping.js";
import { checkedUrl } from "./checked-url.js";
import type { Standalone } from "./standalone.js";
import { migrateKeyStore } from "./key-store.js";
import { requireNewFolder } from "./new-folder.js";
import { projectRoot } from "./schema-folder.js";

export type Database = Standalone & { readonly embedded: boolean };
type Opening = { readonly env: Environment; readonly life: Lifetime; readonly log: (line: string) => void };

export const installationFolder = (env: Environment): string => dataFolder(projectRoot, env, process.getuid?.());

/** Starts or joins the embedded server unless DATABASE_URL names a real one. It is stopped at the end of the command by the process that started it. */
export async function openInstallation({ env, life, log }: Opening): Promise<Database> {
  const folder = installationFolder(env);
  const url = env["DATABASE_URL"];
  if (url !== undefined) return { folder, adminUrl: checkedUrl("DATABASE_URL", url), embedded: false }; // with all secrets said, nothing needs the folder
  requireNewFolder(folder, "set EPIGRAPH_DATA to one that can");
  const server = await life.open(
    () => startServer({ folder, log }),
    (opened) => opened.stop(),
  );
  return { folder, adminUrl: server.url, embedded: true };
}

/** Whether there is a database to open: asking makes none. */
export const hasInstallation = (env: Environment): boolean => env["DATABASE_URL"] !== undefined || existsSync(join(installationFolder(env), "postgres"));

export type InstallationOutcome = MigrationOutcome & { readonly keyStore: KeyMigrationOutcome };

/** Applies missing migrations, to the key store too, makes the services' logins and tells the database the claims key. */
export const migrateInstallation = async (env: Environment, installation: Standalone): Promise<InstallationOutcome> => ({ ...(await migrate(migrationOf(env, installation))), keyStore: await migrateKeyStore(env, installation) });

/** What migrating needs: all from the environment or, failing that, the installation's own. */
export function migrationOf(env: Environment, { folder, adminUrl }: Standalone): MigrateOptions {
  const urls = logIns.map((service): [DatabaseService, string] => {
    const said = env[databaseVariable(service)];
    return [service, said === undefined ? serviceUrl(adminUrl, service, secretsOf(folder).databasePasswords[service]) : checkedUrl(databaseVariable(service), said)];
  });
  return { url: adminUrl, logins: Object.fromEntries(urls), claimsKey: contextKey(env[claimsKeyVariable] ?? secretsOf(folder).claimsKey, claimsKeyVariable) };
}

/** One question to a database, over a connection of its own. */
export async function ask<Row>(url: string, sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
  const database = await openDatabase(url, { name: "epigraph", poolSize: 1 });
  try {
    return await database.query<Row[]>(sql, [...parameters]);
  } finally {
    await database.destroy();
  }
}
