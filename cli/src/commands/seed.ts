/** `epigraph seed`: makes a synthetic outbreak and loads what investigators would have got of it. The truth goes into files, never into the database. */
import { openDatabase } from "@epigraph/datastore";
import { type Parameters, simulate, writeOutbreak } from "@epigraph/generator";
import { seedOutbreak, type SeedReport } from "@epigraph/intake";
import type { Command } from "commander";
import type { Environment } from "../environment.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { progress, table, terminal } from "../terminal.js";
import { type OutbreakOptions, outbreakOptions, outbreakParameters } from "./outbreak-options.js";

export function seedCommand(program: Command, env: Environment): void {
  const command = program.command("seed").description("make a synthetic outbreak in Seoul and load its evidence, each stay under an information request");
  outbreakOptions(command)
    .option("--files <folder>", "write the outbreak as CSV files into <folder>/observed and <folder>/truth instead of loading it")
    .option("--json", "print the result as JSON")
    .action(async (options: OutbreakOptions & { readonly files?: string; readonly json?: true }) => {
      const parameters = outbreakParameters(options);
      if (options.files !== undefined) return writeFiles(parameters, options.files, options.json);
      const database = await openInstallation(env, terminal.remark);
      try {
        await migrateInstallation(env, database);
        const report = await seed(database.adminUrl, parameters);
        if (options.json) terminal.json(report);
        else terminal.print(table(["table", "rows", "new"], report.tables.map(({ table: name, offered, inserted }) => [name, offered, inserted])));
      } finally {
        await database.stop();
      }
    });
}

/** Loads an outbreak through the migrator's connection. */
export async function seed(adminUrl: string, parameters: Partial<Parameters>): Promise<SeedReport> {
  const outbreak = simulate(parameters);
  const database = await openDatabase(adminUrl, { name: "epigraph seed", poolSize: 2 });
  const bar = progress();
  try {
    return await seedOutbreak({ outbreak, database, now: Date.now(), onProgress: (done, total) => bar.update("cases", done, total) });
  } finally {
    bar.end();
    await database.destroy();
  }
}

async function writeFiles(parameters: Partial<Parameters>, folder: string, json: true | undefined): Promise<void> {
  await writeOutbreak(simulate(parameters), folder);
  if (json) terminal.json({ folder });
  else terminal.print(`written to ${folder}/observed and ${folder}/truth`);
}
