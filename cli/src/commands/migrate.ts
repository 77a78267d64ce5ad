/** `epigraph migrate`: brings the database to this version's schema and makes the services' logins. */
import type { Command } from "commander";
import type { Environment } from "../environment.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { terminal } from "../terminal.js";

export function migrateCommand(program: Command, env: Environment): void {
  program
    .command("migrate")
    .description("bring the database to this version's schema and make the services' logins")
    .option("--json", "print the result as JSON")
    .addHelpText("after", "\nWorks on DATABASE_URL if set, else on the embedded database. The logins get the user and password of EPIGRAPH_DB_<SERVICE>, or generated ones kept in the data folder.")
    .action(async (options: { readonly json?: true }) => {
      const database = await openInstallation(env, terminal.remark);
      try {
        const outcome = await migrateInstallation(env, database);
        if (options.json) terminal.json(outcome);
        else terminal.print(outcome.applied.length === 0 ? "nothing to migrate" : `applied ${outcome.applied.join(", ")}`);
      } finally {
        await database.stop();
      }
    });
}
