/** The command line of `epigraph serve`. */
import type { Command } from "commander";
import { defaultPorts, type Environment, served } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { requireFreePort } from "../platform/free-port.js";
import { addressOf, addressOptions, type AddressOptions } from "./address.js";

const more = `
Services and the ports that they take by default:
${served.map((name) => `  ${name.padEnd(10)} ${defaultPorts[name]}`).join("\n")}

With EPIGRAPH_DB_<SERVICE> the service uses that database and takes its keys from the environment
(see the README). Without it, it uses the embedded database and the keys of EPIGRAPH_DATA: then one
terminal for each service is all that is needed.

Examples:
  npx epigraph serve cases
  npx epigraph serve gateway --port 8080`;

export function serveCommand(program: Command, env: Environment): void {
  addressOptions(program.command("serve <service>").summary("run one subgraph or the gateway").description(`Run one service as a process of its own: ${served.join(", ")}.`), "the service's own")
    .addHelpText("after", more)
    .action(async (service: string, options: AddressOptions) => {
      const name = served.find((known) => known === service);
      if (!name) throw new CommandFailure(`there is no service \`${service}\`: choose one of ${served.join(", ")}`, 2);
      const address = addressOf(options, env, defaultPorts[name]);
      await requireFreePort(address);
      await (await import("../actions/serve.js")).serve(env, name, address);
    });
}
