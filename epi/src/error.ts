/** What this package throws when it is called wrongly. Not for bad evidence: readers return that in `dropped`, with a reason. */

export type EpiErrorCode = "invalid-day" | "invalid-instant" | "invalid-position" | "invalid-parameter";

/** A mistake of the caller; the message says what to do and never repeats the value, which may be a person's. */
export class EpiError extends Error {
  override readonly name = "EpiError";
  readonly code: EpiErrorCode;

  constructor(code: EpiErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws `invalid-parameter` unless `value` is a finite number of at least `least`. */
export function requireAtLeast(name: string, value: number, least: number): void {
  if (!(Number.isFinite(value) && value >= least)) throw new EpiError("invalid-parameter", `give \`${name}\` as a number of at least ${least}`);
}
