/** The command line of `epigraph compose`. */
import type { Command } from "commander";
import type { ComposeOptions } from "../actions/compose.js";

const more = `
For developers, after a change of types or rules. What it writes is checked in and reviewed as a
difference: schema/*.graphql and docs/ACCESS.md.

Examples:
  npx epigraph compose
  npx epigraph compose --check`;

export function composeCommand(program: Command): void {
  program
    .command("compose")
    .summary("write the generated schemas and the access table")
    .description("Write the subgraphs' schemas, the supergraph and docs/ACCESS.md from the code, and tell what changed for clients.")
    .option("--check", "write nothing; fail when a file is stale")
    .option("--json", "print the result as JSON")
    .addHelpText("after", more)
    .action(async (options: ComposeOptions) => (await import("../actions/compose.js")).compose(options));
}
