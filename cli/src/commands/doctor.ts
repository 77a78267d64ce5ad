/** The command line of `epigraph doctor`. */
import type { Command } from "commander";
import type { DoctorOptions } from "../actions/doctor.js";
import type { Environment } from "../environment.js";

const more = `
Changes nothing. The exit code is 1 when a check failed; a warning is not a failure. Where nothing
runs it starts the embedded database for the time of the check.

Examples:
  npx epigraph doctor
  PORT=8080 npx epigraph doctor --json`;

export function doctorCommand(program: Command, env: Environment): void {
  program
    .command("doctor")
    .summary("check what a working installation needs")
    .description("Check the node version, the environment, the database, its schema and logins, the keys, the generated files and, if they run, the three doors.")
    .option("--json", "print the result as JSON")
    .addHelpText("after", more)
    .action(async (options: DoctorOptions) => (await import("../actions/doctor.js")).doctor(env, options));
}
