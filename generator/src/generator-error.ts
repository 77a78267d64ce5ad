/** The one error of this package. Not for impossible states of the simulation: those are plain bugs. */

export type GeneratorErrorCode = "invalid-parameter" | "folder-not-writable" | "not-in-range";

/** `parameter` names what to change (`noise.pingPong`), for code `invalid-parameter`. */
export class GeneratorError extends Error {
  readonly code: GeneratorErrorCode;
  readonly parameter: string | undefined;

  constructor(code: GeneratorErrorCode, message: string, parameter?: string) {
    super(message);
    this.name = "GeneratorError";
    this.code = code;
    this.parameter = parameter;
  }
}
