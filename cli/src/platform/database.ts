/** The database a command works on: a real server by DATABASE_URL, or the embedded one of the data folder. */
import { dataFolder, databaseServices, type DatabaseService, migrate, type MigrationOutcome, serviceUrl, startServer } from "@epigraph/datastore";
import { databaseVariable, type Environment } from "../environment.js";
import { secretsOf } from "../installation.js";
import type { Standalone } from "./configuration.js";
import { projectRoot } from "./schema-folder.js";

export type Database = Standalone & { readonly embedded: boolean; readonly stop: () => Promise<void> };

export const installationFolder = (env: Environment): string => dataFolder(projectRoot, env, process.getuid?.());

/** Starts or joins the embedded server unless DATABASE_URL names a real one. */
export async function openInstallation(env: Environment, log: (line: string) => void): Promise<Database> {
  const folder = installationFolder(env);
  const url = env["DATABASE_URL"];
  if (url !== undefined) return { folder, adminUrl: url, embedded: false, stop: () => Promise.resolve() };
  const server = await startServer({ folder, log });
  return { folder, adminUrl: server.url, embedded: true, stop: () => server.stop() };
}

/** Applies missing migrations and makes the services' logins, with the passwords of the environment or, failing that, the installation's own. */
export function migrateInstallation(env: Environment, { folder, adminUrl }: Standalone): Promise<MigrationOutcome> {
  const urls = databaseServices.map((service): [DatabaseService, string] => [service, env[databaseVariable(service)] ?? serviceUrl(adminUrl, service, secretsOf(folder).databasePasswords[service])]);
  return migrate({ url: adminUrl, logins: Object.fromEntries(urls) });
}
