/** `epigraph migrate`: brings the database to this version's schema and makes the services' logins. */
import type { Environment } from "../environment.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";

export type MigrateOptions = { readonly json?: true };

export function migrateDatabase(env: Environment, options: MigrateOptions): Promise<void> {
  return lifetime("task", async (life) => {
    const outcome = await migrateInstallation(env, await openInstallation({ env, life, log: terminal.remark }));
    if (options.json) terminal.json(outcome);
    else terminal.print(`${outcome.applied.length === 0 ? "the schema is up to date" : `applied ${outcome.applied.join(", ")}`}\nlogins: ${outcome.logins.map(({ service, outcome: what }) => `${service} ${what}`).join(", ")}\nkey store: ${outcome.keyStore.applied.length === 0 ? "up to date" : `applied ${outcome.keyStore.applied.join(", ")}`}; logins: ${outcome.keyStore.logins.map(({ service, outcome: what }) => `${service} ${what}`).join(", ")}`);
  });
}
