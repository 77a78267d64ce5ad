/** The command line of `epigraph purge`. */
import { type Command, Option } from "commander";
import type { PurgeOptions } from "../actions/purge.js";
import type { Environment } from "../environment.js";

const more = `
A plan says, table by table, what would go, what a legal hold keeps and what stays. It is kept with
its hash. An approver approves it (\`approvePurge\`), a system administrator confirms it
(\`confirmPurge\`), both at the clearance door, within 7 days. Executing it needs the database's owner
and the key custodian's ring, key store and hold folder, and is refused when anything changed since.
Killed at any moment, the same command goes on. Stop the services first. See docs/purge.md.

Examples:
  npx epigraph purge --plan --response covid-19
  npx epigraph purge --plan --pilot
  npx epigraph purge --plan --due
  npx epigraph purge --execute 6f1c2b1e-... --out certificate-1.txt --reason "end of the response"
  npx epigraph purge --verify certificate-1.txt --key "epigraph.example/log+1a2b3c4d+..."
  npx epigraph purge --released --reason "hold 7 is over"
  npx epigraph purge --open-archive 0c9e... --out for-the-court.json --reason "order 2026-12"`;

export function purgeCommand(program: Command, env: Environment): void {
  program
    .command("purge")
    .summary("delete what is over, for good, and certify it")
    .description("Plan, execute and verify the deletion of personal data.")
    .addOption(new Option("--plan", "say what would go, and keep that as a plan").conflicts(["execute", "verify", "released", "openArchive"]))
    .option("--response <disease>", "with --plan: what was recorded in an ended response")
    .option("--pilot", "with --plan: everything")
    .option("--due", "with --plan: what was collected for requests whose purpose is met, and is due")
    .option("--execute <plan>", "carry out a plan that two persons approved, or go on with it")
    .option("--verify <file>", "check a certificate and tell what it says")
    .option("--key <vkey>", "with --verify: the public key of the access log; this installation's own if not given")
    .option("--released", "destroy the archives of persons whom no hold keeps any more")
    .option("--open-archive <hold>", "open what a hold keeps, for a court")
    .option("--out <file>", "where the certificate, or what was opened, goes")
    .option("--reason <text>", "why; kept beside the access log")
    .option("--json", "print the result as JSON")
    .addHelpText("after", more)
    .action(async (options: PurgeOptions) => (await import("../actions/purge.js")).purge(env, options));
}
