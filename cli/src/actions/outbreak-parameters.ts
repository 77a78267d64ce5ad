/** From the options of a command to the parameters of a generated outbreak. */
import { checkParameters, defaultNoise, GeneratorError, type Noise, type Parameters } from "@epigraph/generator";
import { CommandFailure } from "../failure.js";

/** As they were typed. */
export type OutbreakOptions = { readonly cases?: string; readonly days?: string; readonly seed?: string; readonly start?: string; readonly noise?: readonly string[] };

/** The generator's names of what the options set. */
const options: Readonly<Record<string, string>> = { cases: "--cases", days: "--days", seed: "--seed", startDate: "--start" };

/** Only what was said; the generator checks the values. @throws CommandFailure in the words of the command line */
export function outbreakParameters({ cases, days, seed, start, noise }: OutbreakOptions): Partial<Parameters> {
  const parameters: Partial<Parameters> = {
    ...(cases === undefined ? {} : { cases: numeral("--cases", cases) }),
    ...(days === undefined ? {} : { days: numeral("--days", days) }),
    ...(seed === undefined ? {} : { seed: numeral("--seed", seed) }),
    ...(start === undefined ? {} : { startDate: start }),
    ...(noise === undefined ? {} : { noise: noiseOf(noise) }),
  };
  try {
    checkParameters(parameters);
    return parameters;
  } catch (error) {
    if (error instanceof GeneratorError) throw new CommandFailure(spoken(error), 2);
    throw error;
  }
}

function noiseOf(settings: readonly string[]): Noise {
  const given = settings.map((setting): [string, number] => {
    const [name = "", value = "", ...rest] = setting.split("=");
    if (!Object.hasOwn(defaultNoise, name) || rest.length > 0) throw new CommandFailure(`\`${setting}\` is no noise level: write name=value with a name that \`npx epigraph seed --help\` lists`, 2);
    return [name, numeral(`--noise ${name}`, value)];
  });
  return { ...defaultNoise, ...Object.fromEntries(given) };
}

function numeral(option: string, text: string): number {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new CommandFailure(`${option} is \`${text}\`: give a number`, 2);
  return Number(text);
}

/** "`cases` is `0`: give ..." as "--cases is `0`: give ...". */
function spoken({ message, parameter = "" }: GeneratorError): string {
  const option = options[parameter] ?? (parameter.startsWith("noise.") ? `--noise ${parameter.slice("noise.".length)}` : undefined);
  return option === undefined ? message : message.replace(`\`${parameter}\``, () => option);
}
