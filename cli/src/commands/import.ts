/** `epigraph import`: real line lists into the database, every row accounted for. */
import { openDatabase } from "@epigraph/datastore";
import { importDs4c, importGodata, importMers, type ImportOptions, type ImportReport, reportRows } from "@epigraph/intake";
import type { Command } from "commander";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { progress, table, terminal } from "../terminal.js";

type Options = { readonly grantDays?: string; readonly region?: string; readonly json?: true };

const sources: Readonly<Record<string, { readonly what: string; readonly read: (options: ImportOptions, region: string | undefined) => Promise<ImportReport> }>> = {
  ds4c: { what: "DS4C, Korean COVID-19 cases and visits of 2020 (PatientInfo.csv, PatientRoute.csv, Case.csv, ...)", read: (options) => importDs4c(options) },
  mers: { what: "MERS in Korea 2015 (linelist.csv, contacts.csv)", read: (options) => importMers(options) },
  godata: { what: "WHO Go.Data exports (cases_clean.csv, contacts_clean.csv, ...)", read: (options, region) => importGodata({ ...options, ...(region === undefined ? {} : { region }) }) },
};

export function importCommand(program: Command, env: Environment): void {
  program
    .command("import <source> <folder>")
    .description("import a line list; running it twice adds nothing")
    .option("--grant-days <number>", "how long the grants to its evidence live (default 14)")
    .option("--region <code>", "godata only: the region that its cases are put under")
    .option("--json", "print the report as JSON")
    .addHelpText("after", `\nSources:\n${Object.entries(sources).map(([name, { what }]) => `  ${name.padEnd(7)} ${what}`).join("\n")}`)
    .action(async (name: string, folder: string, options: Options) => {
      const source = sources[name];
      if (!source) throw new CommandFailure(`there is no importer \`${name}\`: choose one of ${Object.keys(sources).join(", ")}`, 2);
      const grantDays = options.grantDays === undefined ? undefined : Number(options.grantDays);
      if (grantDays !== undefined && !(grantDays > 0 && grantDays <= 365)) throw new CommandFailure("--grant-days must be between 1 and 365", 2);
      const installation = await openInstallation(env, terminal.remark);
      try {
        await migrateInstallation(env, installation);
        const report = await run(installation.adminUrl, { folder, now: Date.now(), ...(grantDays === undefined ? {} : { grantDays }) }, (all) => source.read(all, options.region));
        if (options.json) terminal.json(report);
        else printReport(report);
      } finally {
        await installation.stop();
      }
    });
}

async function run(adminUrl: string, options: Omit<ImportOptions, "database" | "onProgress">, read: (options: ImportOptions) => Promise<ImportReport>): Promise<ImportReport> {
  const database = await openDatabase(adminUrl, { name: "epigraph import", poolSize: 2 });
  const bar = progress();
  try {
    return await read({ ...options, database, onProgress: ({ file, bytesRead, bytesTotal }) => bar.update(file, bytesRead, bytesTotal) });
  } finally {
    bar.end();
    await database.destroy();
  }
}

function printReport(report: ImportReport): void {
  const rows = reportRows(report);
  terminal.print(table(["file", "read", "imported", "present", "repaired", "dropped", "quarantined"], rows.map((row) => [row.file, row.read, row.imported, row.alreadyPresent, row.repaired, row.dropped, row.quarantined])));
  for (const { file, note } of rows) if (note !== "") terminal.print(`${file}: ${note}`);
  for (const { file, line, column, reason } of report.quarantine.slice(0, 20)) terminal.print(`  ${file}:${line}${column === undefined ? "" : ` ${column}`}: ${reason}`);
  if (report.quarantine.length > 20) terminal.print(`  and ${report.quarantine.length - 20} more quarantined rows: --json lists them`);
}
