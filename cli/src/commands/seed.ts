/** The command line of `epigraph seed`. */
import type { Command } from "commander";
import type { OutbreakOptions } from "../actions/outbreak-parameters.js";
import type { SeedOptions } from "../actions/seed.js";
import type { Environment } from "../environment.js";

const more = `
The same options make the same outbreak, and loading it twice adds nothing. An outbreak goes into
an empty database only. The truth (who infected whom) is never loaded: --files writes it apart.

Noise levels, each a share from 0 to 1 unless its name says otherwise:
  pings       pingIntervalMinutes, nightPingIntervalMinutes, handoverPing, transitPing,
              pingErrorMetres, cellSpacingMetres, pingPong, silence, phoneLeftHome
  card slips  cardUse, slipCancelled, familyCard, familyCardUnmarked, headOfficeAddress
  QR entries  entryCodeVenues, qrMissed
  interviews  statementForgotten, statementDenied, statementWrongTime, statementDayOnly,
              statementRoundingMinutes, onsetUnknown, onsetWrong

Examples:
  npx epigraph seed
  npx epigraph seed --cases 2000 --seed 7 --noise phoneLeftHome=0.3 qrMissed=0.5
  npx epigraph seed --cases 1000 --files /tmp/outbreak`;

export function seedCommand(program: Command, env: Environment): void {
  program
    .command("seed")
    .summary("make a synthetic outbreak and load its evidence")
    .description("Make a synthetic outbreak in Seoul and load what investigators would have got of it, every stay under an information request.")
    .option("--cases <number>", "confirmed cases (default 300)")
    .option("--days <number>", "days of evidence before each confirmation (default 14)")
    .option("--seed <number>", "another number makes another outbreak (default 1)")
    .option("--start <day>", "first day, as YYYY-MM-DD (default 2020-02-01)")
    .option("--noise <name=value...>", "noise levels, see below")
    .option("--files <folder>", "write CSV files into <folder>/observed and <folder>/truth; load nothing")
    .option("--json", "print the result as JSON")
    .addHelpText("after", more)
    .action(async (options: OutbreakOptions & SeedOptions) => {
      const parameters = (await import("../actions/outbreak-parameters.js")).outbreakParameters(options);
      await (await import("../actions/seed.js")).seed(env, parameters, options);
    });
}
