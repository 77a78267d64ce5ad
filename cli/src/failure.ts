/** How a command fails: one line on stderr that says what to do, and an exit code. Prints nothing itself: see main.ts. */
import { CommanderError } from "commander";

/** 1: the command could not do its work. 2: it was called wrongly. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Errors of our packages: made for people, and without personal data. By name, so that failing does not load the packages. */
const ours = new Set(["CommandFailure", "DatastoreError", "IntakeError", "GeneratorError", "SchemaError", "AuthzError", "LedgerError", "EpiError", "IdentityError", "VaultError"]);

/** What to say of the system's errors about the network, by code. `%` is the address. */
const network: Readonly<Record<string, string>> = {
  EADDRINUSE: "% is taken: stop what listens there (is Epigraph running already?), or choose another port with --port",
  EACCES: "% may not be listened on: choose a port above 1023 with --port",
  EADDRNOTAVAIL: "% is no address of this machine: choose another with --host",
  ENOTFOUND: "% cannot be looked up: choose another address with --host",
  EAI_AGAIN: "% cannot be looked up: choose another address with --host",
};

/** One line for any error. Errors made for people speak; others are told by their kind, because their message may hold data. */
export function failureLine(error: unknown): string {
  if (error instanceof CommanderError) return commanderLine(error.message);
  if (!(error instanceof Error)) return "failed for an unknown reason: `npx epigraph doctor` looks at what is needed";
  if (ours.has(error.name)) return error.message.replaceAll(/\s*\n\s*/g, " ");
  const { code, address, port, path } = error as NodeJS.ErrnoException & { readonly address?: string; readonly port?: number };
  const known = code === undefined || path !== undefined ? undefined : network[code];
  if (known !== undefined) return known.replace("%", () => `port ${port ?? "?"} on ${address ?? "this machine"}`);
  if (path !== undefined) return `\`${path}\` cannot be used (${code ?? "no code"}): check that it is there and yours to use`;
  return `failed (${error.name}${code === undefined ? "" : ` ${code}`}): \`npx epigraph doctor\` looks at what is needed`;
}

export function exitCodeOf(error: unknown): 0 | 1 | 2 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof CommandFailure ? error.exitCode : 1;
}

/** `error: unknown option '--prot'\n(Did you mean --port?)`, as one line. */
const commanderLine = (message: string): string => message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ").replaceAll("'", "`").replace(/\.$/, "");
