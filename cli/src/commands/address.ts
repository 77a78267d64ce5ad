/** Where a command listens: options over environment over default. */
import type { Door } from "@epigraph/authz";
import type { Command } from "commander";
import { doorPorts, doorPortVariable, type Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import type { Address, DoorAddresses } from "../platform/run.js";

export type AddressOptions = { readonly host?: string; readonly port?: string };

export const addressOptions = (command: Command, defaultPort: string): Command =>
  command.option("--host <address>", "address to listen on (or HOST; default 127.0.0.1)").option("--port <number>", `port to listen on (or PORT; default ${defaultPort}; 0: any free one)`);

/** A variable that is set to nothing counts as not set. @throws CommandFailure when the port is none */
export function addressOf(options: AddressOptions, env: Environment, defaultPort: number): Address {
  return { host: hostOf(options, env), port: portOf(options.port ?? said(env["PORT"]) ?? String(defaultPort), "--port or PORT") };
}

/**
 * Each door's address: with --port, or PORT, the doors stand beside each other from that port on, in the order given; a door's own variable goes before PORT.
 * @throws CommandFailure when a port is none
 */
export function doorAddresses<Asked extends Door>(options: AddressOptions, env: Environment, doors: readonly Asked[]): DoorAddresses<Asked> {
  const host = hostOf(options, env);
  const addresses = Object.fromEntries(
    doors.map((door, index): [Door, Address] => {
      const own = said(env[doorPortVariable(door)]);
      if (options.port === undefined && own !== undefined) return [door, { host, port: portOf(own, doorPortVariable(door)) }];
      const first = options.port ?? said(env["PORT"]);
      if (first === undefined) return [door, { host, port: doorPorts[door] }];
      const port = portOf(first, "--port or PORT");
      return [door, { host, port: port === 0 ? 0 : portOf(String(port + index), `--port or PORT, with ${doors.length - 1} more above it`) }];
    }),
  );
  return addresses as Record<Asked, Address>;
}

const hostOf = (options: AddressOptions, env: Environment): string => said(options.host) ?? said(env["HOST"]) ?? "127.0.0.1";
const said = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

function portOf(text: string, source: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new CommandFailure(`\`${text}\` is not a port: give a number from 0 to 65535 with ${source}`, 2);
  return port;
}
