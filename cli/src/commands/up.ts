/** The command line of `epigraph up`. */
import type { Command } from "commander";
import { defaultPorts, type Environment } from "../environment.js";
import { requireFreePort } from "../platform/free-port.js";
import { addressOf, addressOptions, type AddressOptions } from "./address.js";

export type UpOptions = AddressOptions & { readonly demo: boolean };

const more = `
Nothing has to be set up: the database, its logins and all keys are made on the first start and
kept in EPIGRAPH_DATA. With DATABASE_URL it works on that server instead, and loads no demo data.
Ctrl-C stops everything.

Examples:
  npx epigraph up
  npx epigraph up --port 8080
  EPIGRAPH_DATA=/tmp/second npx epigraph up --port 4100 --no-demo`;

export function upCommand(program: Command, env: Environment): void {
  addressOptions(program.command("up").summary("run everything on this machine, with demo data").description("Run everything in this process: database, five subgraphs and the gateway; with demo data if the database is empty."), "4000")
    .option("--no-demo", "do not load demo data into an empty database")
    .addHelpText("after", more)
    .action(async (options: UpOptions) => {
      const address = addressOf(options, env, defaultPorts.gateway);
      await requireFreePort(address);
      await (await import("../actions/up.js")).up(env, address, options.demo);
    });
}
