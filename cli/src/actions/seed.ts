/** `epigraph seed`: makes a synthetic outbreak and loads what investigators would have got of it. The truth goes into files, never into the database. */
import { openDatabase } from "@epigraph/datastore";
import { type Parameters, simulate, writeOutbreak } from "@epigraph/generator";
import { seedOutbreak, type SeedReport } from "@epigraph/intake";
import type { Environment } from "../environment.js";
import type { Standalone } from "../platform/standalone.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { openVault, sealingKeys } from "../platform/key-store.js";
import { requireNewFolder } from "../platform/new-folder.js";
import { lifetime } from "../stopping.js";
import { progress, table, terminal } from "../terminal.js";

/** `files`: a folder to write to instead of loading. */
export type SeedOptions = { readonly files?: string; readonly json?: true };

export function seed(env: Environment, parameters: Partial<Parameters>, options: SeedOptions): Promise<void> {
  if (options.files !== undefined) return writeFiles(parameters, options.files, options.json);
  return lifetime("task", async (life) => {
    const database = await openInstallation({ env, life, log: terminal.remark });
    await migrateInstallation(env, database);
    const report = await load(env, database, parameters);
    if (options.json) return terminal.json(report);
    terminal.print(table(["table", "rows", "new"], report.tables.map(({ table: name, offered, inserted }) => [name, offered, inserted])));
    if (report.tables.every(({ inserted }) => inserted === 0)) terminal.print("this outbreak was there already: nothing was added");
  });
}

/** Loads an outbreak through the migrator's connection, identities sealed as the cases service would. */
export async function load(env: Environment, installation: Standalone, parameters: Partial<Parameters>): Promise<SeedReport> {
  const outbreak = simulate(parameters);
  const { vault, close } = await openVault(sealingKeys(env, installation, "cases"), "epigraph seed");
  const database = await openDatabase(installation.adminUrl, { name: "epigraph seed", poolSize: 2 });
  const bar = progress();
  try {
    return await seedOutbreak({ outbreak, database, vault, now: Date.now(), onProgress: (done, total) => bar.update("cases", done, total) });
  } finally {
    bar.end();
    await Promise.all([database.destroy(), close()]);
  }
}

async function writeFiles(parameters: Partial<Parameters>, folder: string, json: true | undefined): Promise<void> {
  requireNewFolder(folder, "give --files another one");
  const rows = await writeOutbreak(simulate(parameters), folder);
  if (json) terminal.json({ folder, rows });
  else terminal.print(`written to ${folder}/observed and ${folder}/truth: ${Object.entries(rows).map(([what, count]) => `${count} ${words(what)}`).join(", ")}`);
}

/** `qrEntries` as `qr entries`. */
const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
