/** The command line of `epigraph import`. */
import type { Command } from "commander";
import type { SourceName } from "../actions/import.js";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { wholeNumber } from "../whole-number.js";

type Options = { readonly grantDays?: string; readonly region?: string; readonly json?: true };

const sources: readonly SourceName[] = ["ds4c", "mers", "godata"];

const more = `
Sources, and the files that they expect in the folder:
  ds4c    Korean COVID-19 cases and visits of 2020:
          PatientInfo.csv, PatientRoute.csv, Case.csv, Region.csv, TimeProvince.csv
  mers    MERS in Korea, 2015: linelist.csv, contacts.csv
  godata  exports of WHO Go.Data: cases_clean.csv, contacts_clean.csv,
          followups_clean.csv, lab_results_clean.csv, relationships_clean.csv

It ends with a table of what became of every row. A row that cannot be understood is quarantined,
with its file, line and reason. All of an import is written or nothing; running it twice adds
nothing.

Examples:
  npx epigraph import ds4c ./ds4c
  npx epigraph import godata ./exports --region 1100000000 --json > report.json`;

export function importCommand(program: Command, env: Environment): void {
  program
    .command("import <source> <folder>")
    .summary("import a real line list")
    .description(`Import a line list: ${sources.join(", ")}.`)
    .option("--grant-days <number>", "how long the grants to its evidence live, 1 to 365 (default 14)")
    .option("--region <code>", "godata only: the region that its cases are put under, as a 10-digit code")
    .option("--json", "print the report as JSON")
    .addHelpText("after", more)
    .action(async (source: string, folder: string, options: Options) => {
      const name = sources.find((known) => known === source);
      if (!name) throw new CommandFailure(`there is no importer \`${source}\`: choose one of ${sources.join(", ")}`, 2);
      if (options.region !== undefined && name !== "godata") throw new CommandFailure(`--region is for godata only: the files of ${name} name their regions themselves`, 2);
      const grantDays = options.grantDays === undefined ? undefined : wholeNumber("--grant-days", options.grantDays, 1, 365);
      await (await import("../actions/import.js")).importLineList(env, name, { folder, grantDays, region: options.region, json: options.json });
    });
}
