/** The command line of `epigraph audit`. */
import type { Command } from "commander";
import type { ExportOptions } from "../actions/audit-export.js";
import type { PruneOptions } from "../actions/audit-prune.js";
import type { RotateOptions } from "../actions/audit-rotate-key.js";
import type { VerifyOptions } from "../actions/audit-verify.js";
import type { Environment } from "../environment.js";

const more = `
The access log is a Merkle tree whose newest state is signed again and again (checkpoints). An
export of it discloses no record, only hashes, unless records are asked for; who has one and the
log's public key can verify it with \`audit verify\`, without the platform. The format is described
in docs/ledger-format.md.

Examples:
  npx epigraph audit export july --reason "monthly review, July"
  npx epigraph audit verify july --key 'epigraph.example/log+1b2c3d4e+AX...'
  npx epigraph audit prune --before 2024-11`;

const moreExport = `
Writes to a new or an empty folder, and verifies what it wrote. The export is itself a record of the
log; the reason is kept beside the log, and the record refers to it. Without any of the options that
choose records, only hashes and checkpoints leave the database. What is asked of records is joined:
all of it must hold.

Examples:
  npx epigraph audit export july --reason "monthly review, July"
  npx epigraph audit export case-17 --reason "order 17 of the court" --account hong.gd \\
    --from 2026-07-01T00:00:00+09:00 --until 2026-08-01T00:00:00+09:00
  npx epigraph audit export all --reason "yearly audit" --indexes 0-`;

const moreVerify = `
Reads the folder and nothing else. Ends with 0 and one line that begins with \`sound\`, or with 1 and
one line that says what is wrong and where. --key is one of the log's public keys that you trust; one
is enough, for a key vouches for the next. --since is a checkpoint file from an earlier export, or
what a witness kept: the log must go on from it.

Examples:
  npx epigraph audit verify july --key 'epigraph.example/log+1b2c3d4e+AX...'
  npx epigraph audit verify july --key '...' --witness '...' --since june/checkpoint`;

const morePrune = `
Says which months of records can go. With --execute it drops them. What is younger than --months, or
not below a checkpoint (and cosigned, if the log has witnesses), stays. Hashes, checkpoints and
findings stay for ever: the log goes on to be verifiable.

Examples:
  npx epigraph audit prune --before 2024-11
  npx epigraph audit prune --before 2024-11 --execute`;

const moreRotate = `
The old key signs a statement that names the new one and the tree at which it takes over; who trusts
the old key can follow. The old key's checkpoints stay verifiable. The private key that
EPIGRAPH_LEDGER_KEY holds, or the installation's own, is the old one; restart what runs the sequencer
with the new one afterwards.

Examples:
  npx epigraph audit rotate-key
  EPIGRAPH_LEDGER_KEY="$(cat old.pem)" npx epigraph audit rotate-key --out new.pem`;

const gather = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

export function auditCommand(program: Command, env: Environment): void {
  const audit = program.command("audit").summary("export, verify and prune the access log").description("Export the access log, verify an export without the platform, prune old records, change the log's key.").addHelpText("after", more);

  audit
    .command("export <folder>")
    .description("Write the access log to a folder: signed checkpoints, tiles of hashes, and chosen records with their proofs.")
    .requiredOption("--reason <text>", "why it is made; kept beside the log")
    .option("--indexes <range>", "records by number, such as 17, 17-20 or 0- (repeat for more)", gather)
    .option("--from <time>", "records from this time on, such as 2026-07-01T00:00:00+09:00")
    .option("--until <time>", "records before this time")
    .option("--account <name>", "records of this account")
    .option("--correlation <id>", "records of this operation, of all services")
    .option("--id <uuid>", "the record with this id (repeat for more)", gather)
    .option("--witness <vkey>", "a witness that EPIGRAPH_WITNESSES does not name any more (repeat for more)", gather)
    .option("--all-checkpoints", "every older checkpoint, not one a day")
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreExport)
    .action(async (folder: string, options: ExportOptions) => (await import("../actions/audit-export.js")).exportLog(env, folder, options));

  audit
    .command("verify <folder>")
    .description("Verify an exported access log from its files alone.")
    .requiredOption("--key <vkey>", "a public key of the log (repeat for more)", gather)
    .option("--witness <vkey>", "the public key of a witness (repeat for more)", gather)
    .option("--quorum <number>", "how many of the witnesses must have cosigned (default 1 if any is named)")
    .option("--since <file>", "a checkpoint kept from before (repeat for more)", gather)
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreVerify)
    .action(async (folder: string, options: VerifyOptions) => (await import("../actions/audit-verify.js")).verifyLog(folder, options));

  audit
    .command("prune")
    .description("Drop old months of records; their hashes stay.")
    .requiredOption("--before <month>", "the first month that stays, such as 2024-11")
    .option("--months <number>", "how many months are kept at least", "24")
    .option("--execute", "do it; without it, only say what would be done")
    .option("--json", "print the result as JSON")
    .addHelpText("after", morePrune)
    .action(async (options: PruneOptions) => (await import("../actions/audit-prune.js")).pruneLog(env, options));

  audit
    .command("rotate-key")
    .description("Give the log a new key, vouched for by the old one.")
    .option("--out <file>", "where the new private key goes; if not set, to the installation's own")
    .option("--json", "print the result as JSON")
    .addHelpText("after", moreRotate)
    .action(async (options: RotateOptions) => (await import("../actions/audit-rotate-key.js")).rotateKey(env, options));
}
