/** The command line of `epigraph token`. */
import type { Command } from "commander";
import type { Environment } from "../environment.js";
import { wholeNumber } from "../whole-number.js";

/** As long as an access token may live. */
const longestMinutes = 5;

const more = `
Only where the embedded database holds demo data and nothing else. Real accounts log in at an
identity provider.

Examples:
  npx epigraph token
  npx epigraph token auditor --minutes 1
  npx epigraph token auditor --log-in
  curl -s http://127.0.0.1:4002/graphql -H 'content-type: application/json' \\
    -H "authorization: Bearer $(npx epigraph token auditor)" -H 'epigraph-purpose: audit' \\
    -d '{"query":"{ auditRecords(first: 3) { edges { node { recorded outcome } } } }"}'`;

export function tokenCommand(program: Command, env: Environment): void {
  program
    .command("token [account]")
    .summary("make a token for a demo account, or list them")
    .description("Make a token for a demo account; without an account, list them.")
    .option("--minutes <number>", `how long it is valid, 1 to ${longestMinutes}`, "5")
    .option("--log-in", "instead of a token, what to type into the log-in page")
    .option("--json", "print the result as JSON")
    .addHelpText("after", more)
    .action(async (account: string | undefined, options: { readonly minutes: string; readonly logIn?: true; readonly json?: true }) => {
      const minutes = wholeNumber("--minutes", options.minutes, 1, longestMinutes);
      await (await import("../actions/token.js")).token(env, account, { minutes, logIn: options.logIn, json: options.json });
    });
}
