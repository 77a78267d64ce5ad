/** Numbers on the command line. */
import { CommandFailure } from "./failure.js";

/** The whole number that `option` was given. @throws CommandFailure when it is none, or outside of `low` to `high` */
export function wholeNumber(option: string, text: string, low: number, high: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) throw new CommandFailure(`${option} is \`${text}\`: give a whole number from ${low} to ${high}`, 2);
  return value;
}
