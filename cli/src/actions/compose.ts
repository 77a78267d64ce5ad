/** `epigraph compose`: regenerates what is checked in from the code, or checks that it is fresh. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { printChanges, schemaChanges, writeIfChanged } from "@epigraph/schema";
import { CommandFailure } from "../failure.js";
import { generatedFiles, isStale } from "../platform/compose.js";
import { projectRoot, supergraphFile } from "../platform/schema-folder.js";
import { terminal } from "../terminal.js";

export type ComposeOptions = { readonly check?: true; readonly json?: true };

export async function compose(options: ComposeOptions): Promise<void> {
  const files = await generatedFiles();
  const before = existsSync(supergraphFile) ? readFileSync(supergraphFile, "utf8") : undefined;
  const after = files.find(({ path }) => path === supergraphFile)?.text ?? "";
  const changes = before === undefined ? [] : schemaChanges(before, after);
  const stale = files.filter(isStale).map(({ path }) => relative(projectRoot, path));
  if (!options.check) {
    for (const { path, text } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeIfChanged(path, text);
    }
  }
  if (options.json) terminal.json({ stale, changes });
  else terminal.print(`${stale.length === 0 ? "every generated file is fresh" : `${options.check ? "stale" : "written"}: ${stale.join(", ")}`}\n${printChanges(changes)}`);
  if (options.check && stale.length > 0) throw new CommandFailure(`${stale.length === 1 ? "a generated file is" : `${stale.length} generated files are`} stale: run \`npx epigraph compose\` and review the difference`);
}
