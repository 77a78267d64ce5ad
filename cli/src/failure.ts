/** How a command fails: one line on stderr that says what to do, and an exit code. */

/** 1: the command could not do its work. 2: it was called wrongly. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** One line for any error. Errors made for people speak; others are told by their kind, because their message may hold data. */
export function failureLine(error: unknown): string {
  if (!(error instanceof Error)) return "failed for an unknown reason";
  const code = "code" in error ? String(error.code) : undefined;
  const speaks = error instanceof CommandFailure || /Error$/.test(error.name) && ["DatastoreError", "IntakeError", "GeneratorError", "SchemaError", "AuthzError", "LedgerError", "EpiError"].includes(error.name);
  if (speaks) return error.message.replaceAll("\n", " ");
  if (code === "EADDRINUSE") return `port ${"port" in error ? String(error.port) : ""} is taken: stop what listens there, or choose another with PORT`;
  if (code === "EACCES") return "not allowed to listen there or to read that file: choose a port above 1023, or check the file's rights";
  return `failed: ${error.name}${code === undefined ? "" : ` ${code}`}`;
}
