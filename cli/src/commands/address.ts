/** Where a command listens: options over environment over default. */
import type { Command } from "commander";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import type { Address } from "../platform/run.js";

export type AddressOptions = { readonly host?: string; readonly port?: string };

export const addressOptions = (command: Command, defaultPort: string): Command =>
  command.option("--host <address>", "address to listen on (or HOST; default 127.0.0.1)").option("--port <number>", `port to listen on (or PORT; default ${defaultPort}; 0: any free one)`);

/** A variable that is set to nothing counts as not set. @throws CommandFailure when the port is none */
export function addressOf(options: AddressOptions, env: Environment, defaultPort: number): Address {
  const text = options.port ?? said(env["PORT"]) ?? String(defaultPort);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new CommandFailure(`\`${text}\` is not a port: give a number from 0 to 65535 with --port or PORT`, 2);
  return { host: said(options.host) ?? said(env["HOST"]) ?? "127.0.0.1", port };
}

const said = (text: string | undefined): string | undefined => (text === "" ? undefined : text);
