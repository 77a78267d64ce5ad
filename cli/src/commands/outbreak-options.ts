/** The options by which a command describes a generated outbreak. */
import { defaultNoise, type Noise, type Parameters } from "@epigraph/generator";
import type { Command } from "commander";
import { CommandFailure } from "../failure.js";

export type OutbreakOptions = { readonly cases?: string; readonly days?: string; readonly seed?: string; readonly start?: string; readonly noise?: readonly string[] };

export const outbreakOptions = (command: Command): Command =>
  command
    .option("--cases <number>", "confirmed cases (default 300)")
    .option("--days <number>", "days of evidence before each confirmation (default 14)")
    .option("--seed <number>", "the same seed makes the same outbreak (default 1)")
    .option("--start <day>", "first day, YYYY-MM-DD (default 2020-02-01)")
    .option("--noise <name=value...>", `a noise level, such as statementForgotten=0.3; known: ${Object.keys(defaultNoise).join(", ")}`);

/** Only what was said; the generator checks the values. */
export function outbreakParameters(options: OutbreakOptions): Partial<Parameters> {
  return {
    ...(options.cases === undefined ? {} : { cases: Number(options.cases) }),
    ...(options.days === undefined ? {} : { days: Number(options.days) }),
    ...(options.seed === undefined ? {} : { seed: Number(options.seed) }),
    ...(options.start === undefined ? {} : { startDate: options.start }),
    ...(options.noise === undefined ? {} : { noise: noiseOf(options.noise) }),
  };
}

function noiseOf(settings: readonly string[]): Noise {
  const given = settings.map((setting): [string, number] => {
    const [name = "", value = ""] = setting.split("=");
    if (!(name in defaultNoise) || value === "") throw new CommandFailure(`\`${setting}\` is no noise level: write name=value with one of ${Object.keys(defaultNoise).join(", ")}`, 2);
    return [name, Number(value)];
  });
  return { ...defaultNoise, ...Object.fromEntries(given) };
}
