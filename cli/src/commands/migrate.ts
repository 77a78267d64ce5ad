/** The command line of `epigraph migrate`. */
import type { Command } from "commander";
import type { MigrateOptions } from "../actions/migrate.js";
import type { Environment } from "../environment.js";

const more = `
Works on DATABASE_URL if set, else on the embedded database. The logins get the user and password
of EPIGRAPH_DB_<SERVICE>, or generated passwords that are kept in EPIGRAPH_DATA. Running it again
changes nothing. A failed migration leaves the database as it was.

Examples:
  npx epigraph migrate
  DATABASE_URL=postgresql://owner:secret@db.example:5432/epigraph npx epigraph migrate`;

export function migrateCommand(program: Command, env: Environment): void {
  program
    .command("migrate")
    .summary("bring the database to this version's schema")
    .description("Bring the database to this version's schema and make the services' logins.")
    .option("--json", "print the result as JSON")
    .addHelpText("after", more)
    .action(async (options: MigrateOptions) => (await import("../actions/migrate.js")).migrateDatabase(env, options));
}
