/** The command line of `epigraph`: which commands there are, and how it answers a wrong one. What they do is in actions/, and loaded only when asked for. */
import { Command } from "commander";
import { accountCommand } from "./commands/account.js";
import { agencyCommand } from "./commands/agency.js";
import { auditCommand } from "./commands/audit.js";
import { backupCommands } from "./commands/backup.js";
import { composeCommand } from "./commands/compose.js";
import { doctorCommand } from "./commands/doctor.js";
import { importCommand } from "./commands/import.js";
import { jobsCommand } from "./commands/jobs.js";
import { keysCommand } from "./commands/keys.js";
import { migrateCommand } from "./commands/migrate.js";
import { seedCommand } from "./commands/seed.js";
import { serveCommand } from "./commands/serve.js";
import { purgeCommand } from "./commands/purge.js";
import { tokenCommand } from "./commands/token.js";
import { upCommand } from "./commands/up.js";
import { witnessCommand } from "./commands/witness.js";
import type { Environment } from "./environment.js";
import { programVersion } from "./version.js";

const start = `
Begin with:
  npx epigraph up             the whole platform on this machine, with demo data
  npx epigraph token          who can ask what on the demo data
  npx epigraph doctor         what is missing or wrong

\`npx epigraph <command> --help\` says more about each. Results go to stdout, everything else to
stderr. The exit code is 0 when it worked, 1 when not, and 2 when the command line is wrong.`;

/** Parsing it throws CommanderError for a wrong command line, and whatever a command throws. */
export function epigraphProgram(env: Environment): Command {
  const program = new Command("epigraph")
    .description("Epidemic investigation under due process: cases, movements, clinics, programs and an access log behind one door.")
    .version(programVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", start)
    .configureOutput({ outputError: () => undefined }) // said in one line by main.ts
    .exitOverride();
  upCommand(program, env);
  serveCommand(program, env);
  migrateCommand(program, env);
  seedCommand(program, env);
  importCommand(program, env);
  tokenCommand(program, env);
  accountCommand(program, env);
  agencyCommand(program, env);
  auditCommand(program, env);
  jobsCommand(program, env);
  keysCommand(program, env);
  witnessCommand(program, env);
  backupCommands(program, env);
  purgeCommand(program, env);
  composeCommand(program);
  doctorCommand(program, env);
  return program;
}
