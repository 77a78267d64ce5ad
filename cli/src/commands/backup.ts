/** The command lines of `epigraph backup` and `epigraph restore`. */
import type { Command } from "commander";
import type { BackupCommandOptions } from "../actions/backup.js";
import type { RestoreCommandOptions } from "../actions/restore.js";
import type { Environment } from "../environment.js";

const moreBackup = `
Everything in it is of one moment, whatever is written meanwhile. It is encrypted under the current
epoch key of the key store, and worthless without it. The folder gets two sub-folders, \`data\` and
\`ledger\`, which can be kept apart. Not in it: keys, the logins of the database, sessions. The backup
is itself a record of the log; the reason is kept beside the log. See docs/backup.md.

Examples:
  npx epigraph backup /mnt/backups/2026-11-22 --reason "nightly"
  npx epigraph backup /mnt/log/2026-11-22 --part ledger --reason "nightly, for the witness"`;

const moreRestore = `
The database must be empty: new, or migrated and never used. Either all of the backup is in it
afterwards, or it is as it was. A backup of an older version is migrated; one that is older than a
purge is refused unless the purge is carried out again. Everybody logs in anew afterwards.

Examples:
  npx epigraph restore /mnt/backups/2026-11-22 --check
  DATABASE_URL=postgresql://owner:secret@db.example:5432/epigraph \\
    npx epigraph restore /mnt/backups/2026-11-22 --reason "disk of db-1 broke"`;

export function backupCommands(program: Command, env: Environment): void {
  program
    .command("backup <folder>")
    .summary("copy the database, encrypted, into a folder")
    .description("Copy the database of one moment, encrypted, into a new folder.")
    .requiredOption("--reason <text>", "why it is made; kept beside the access log")
    .option("--part <name>", "data or ledger (default both)")
    .option("--workers <number>", "tables copied at once, 1 to 16 (default 2)")
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreBackup)
    .action(async (folder: string, options: BackupCommandOptions) => (await import("../actions/backup.js")).backupDatabase(env, folder, options));

  program
    .command("restore <folder>")
    .summary("put a backup into an empty database")
    .description("Put a backup into an empty database, or only see whether it is sound.")
    .option("--reason <text>", "why it is restored; kept beside the access log")
    .option("--part <name>", "data or ledger (default all that were made together)")
    .option("--check", "only read it to its end; nothing is written")
    .option("--replay-purges", "carry out again the purges that are newer than the backup")
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreRestore)
    .action(async (folder: string, options: RestoreCommandOptions) => (await import("../actions/restore.js")).restoreDatabase(env, folder, options));
}
