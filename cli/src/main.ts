/** The command `epigraph`: reads the command line and hands over to one command. */
import "reflect-metadata";
import { Command, CommanderError } from "commander";
import { composeCommand } from "./commands/compose.js";
import { doctorCommand } from "./commands/doctor.js";
import { importCommand } from "./commands/import.js";
import { migrateCommand } from "./commands/migrate.js";
import { seedCommand } from "./commands/seed.js";
import { serveCommand } from "./commands/serve.js";
import { tokenCommand } from "./commands/token.js";
import { upCommand } from "./commands/up.js";
import { CommandFailure, failureLine } from "./failure.js";
import { quietWhenPipeCloses, terminal } from "./terminal.js";

quietWhenPipeCloses();
const program = new Command("epigraph")
  .description("epidemic investigation under due process: cases, movements, clinics, programs and an access log behind one door")
  .version("0.1.0")
  .showHelpAfterError("(see `npx epigraph --help`)")
  .exitOverride();

upCommand(program, process.env);
serveCommand(program, process.env);
migrateCommand(program, process.env);
seedCommand(program, process.env);
importCommand(program, process.env);
tokenCommand(program, process.env);
composeCommand(program);
doctorCommand(program, process.env);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    terminal.remark(`epigraph: ${failureLine(error)}`);
    process.exitCode = error instanceof CommandFailure ? error.exitCode : 1;
  }
}
