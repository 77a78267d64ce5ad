/** Reads a disease's parameters from where they are kept as data, and says what is wrong with them. Not the figures of any disease: see diseases.ts. */
import type { Disease } from "./diseases.js";
import type { Distribution } from "./distribution.js";

/** The parameters, or what is wrong with them: the part's name and what to do, as the rest of a sentence. */
export function diseaseOf(value: unknown): Disease | { readonly part: string; readonly fault: string } {
  if (!isObject(value)) return { part: "parameters", fault: "must be an object" };
  for (const part of ["serialInterval", "incubation"] as const) {
    const fault = faultOfDelay(value[part]);
    if (fault !== undefined) return { part, fault };
  }
  for (const [part, most] of [["infectiousBeforeOnset", 30], ["quarantine", 365]] as const) {
    const days = value[part];
    if (!isObject(days) || !Number.isInteger(days["days"]) || Number(days["days"]) < 0 || Number(days["days"]) > most) return { part, fault: `must be a whole number of days from 0 to ${most}` };
    if (!isSource(days["source"])) return { part, fault: sourceNeeded };
  }
  return value as unknown as Disease;
}

export const isDisease = (read: ReturnType<typeof diseaseOf>): read is Disease => !("fault" in read);

const sourceNeeded = "must name its source in 1 to 500 characters";

/** Days beyond a year are a slip of the pen; a serial interval's mean may be negative, an incubation's logarithm too. */
function faultOfDelay(value: unknown): string | undefined {
  if (!isObject(value)) return "must be a distribution";
  const { family } = value;
  if (!isSource(value["source"])) return sourceNeeded;
  if (family === "normal") return within(value["mean"], -365, 365) && within(value["sd"], 0.01, 365) ? undefined : "must have a mean from -365 to 365 days and a standard deviation from 0.01 to 365";
  if (family === "lognormal") return within(value["mu"], -5, 6) && within(value["sigma"], 0.01, 3) ? undefined : "must have a `mu` from -5 to 6 and a `sigma` from 0.01 to 3, of the logarithm of days";
  return `must be of the family ${families.map((name) => `\`${name}\``).join(" or ")}`;
}

const families: readonly Distribution["family"][] = ["normal", "lognormal"];
const within = (value: unknown, least: number, most: number): boolean => typeof value === "number" && value >= least && value <= most;
const isSource = (value: unknown): boolean => typeof value === "string" && value.trim() !== "" && value.length <= 500;
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);
