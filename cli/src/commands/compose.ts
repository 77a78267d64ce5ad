/** `epigraph compose`: regenerates what is checked in from the code, or checks that it is fresh. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { printChanges, schemaChanges, writeIfChanged } from "@epigraph/schema";
import type { Command } from "commander";
import { CommandFailure } from "../failure.js";
import { generatedFiles } from "../platform/compose.js";
import { projectRoot, supergraphFile } from "../platform/schema-folder.js";
import { terminal } from "../terminal.js";

export function composeCommand(program: Command): void {
  program
    .command("compose")
    .description("write the subgraphs' schemas, the supergraph and docs/ACCESS.md, and tell what changed for clients")
    .option("--check", "write nothing; fail when a file is stale")
    .option("--json", "print the result as JSON")
    .action(async (options: { readonly check?: true; readonly json?: true }) => {
      const files = await generatedFiles();
      const before = existsSync(supergraphFile) ? readFileSync(supergraphFile, "utf8") : undefined;
      const after = files.find(({ path }) => path === supergraphFile)?.text ?? "";
      const changes = before === undefined ? [] : schemaChanges(before, after);
      const stale = files.filter(({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text).map(({ path }) => relative(projectRoot, path));
      if (!options.check) {
        for (const { path, text } of files) {
          mkdirSync(dirname(path), { recursive: true });
          writeIfChanged(path, text);
        }
      }
      if (options.json) terminal.json({ stale, changes });
      else terminal.print(`${stale.length === 0 ? "every generated file is fresh" : `${options.check ? "stale" : "written"}: ${stale.join(", ")}`}\n${printChanges(changes)}`);
      if (options.check && stale.length > 0) throw new CommandFailure(`${stale.length} generated files are stale: run \`npx epigraph compose\` and review the difference`);
    });
}
