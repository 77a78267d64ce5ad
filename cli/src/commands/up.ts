/** The command line of `epigraph up`. */
import { doors } from "@epigraph/authz";
import type { Command } from "commander";
import { doorPorts, type Environment } from "../environment.js";
import { requireFreePort } from "../platform/free-port.js";
import { addressOptions, type AddressOptions, doorAddresses } from "./address.js";

export type UpOptions = AddressOptions & { readonly demo: boolean };

const more = `
Nothing has to be set up: the database, its logins and all keys are made on the first start and
kept in EPIGRAPH_DATA. With DATABASE_URL it works on that server instead, and loads no demo data.
Ctrl-C stops everything.

The three doors stand beside each other: ${doorPorts.public} public, ${doorPorts.agency} agency, ${doorPorts.clearance} clearance. --port moves
all three: the public door is there, the others on the two ports after it. The identity provider
keeps the port that it got on the first start, the one after the doors.

Examples:
  npx epigraph up
  npx epigraph up --port 8080
  EPIGRAPH_DATA=/tmp/second npx epigraph up --port 4100 --no-demo`;

export function upCommand(program: Command, env: Environment): void {
  addressOptions(program.command("up").summary("run everything on this machine, with demo data").description("Run everything in this process: database, five subgraphs and the three doors; with demo data if the database is empty."), String(doorPorts.public))
    .option("--no-demo", "do not load demo data into an empty database")
    .addHelpText("after", more)
    .action(async (options: UpOptions) => {
      const addresses = doorAddresses(options, env, doors);
      for (const address of Object.values(addresses)) await requireFreePort(address);
      await (await import("../actions/up.js")).up(env, addresses, options.demo);
    });
}
