/** The command line of `epigraph serve`. */
import { type Door, doors, services } from "@epigraph/authz";
import type { Command } from "commander";
import { defaultIdentityPort, defaultPorts, doorPorts, type Environment, served } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { requireFreePort } from "../platform/free-port.js";
import type { Address } from "../platform/run.js";
import { addressOf, addressOptions, type AddressOptions, doorAddresses } from "./address.js";

export type ServeOptions = AddressOptions & { readonly door?: readonly string[] };

const more = `
Services and the ports that they take by default:
${services.map((name) => `  ${name.padEnd(10)} ${defaultPorts[name]}`).join("\n")}
  gateway    ${doorPorts.agency} agency door, ${doorPorts.clearance} clearance door; --door picks
  public     ${doorPorts.public} public door, with subgraphs of its own that know its login only
  identity   ${defaultIdentityPort} log-in pages and tokens; the port of EPIGRAPH_ISSUER if that is set
  jobs       none: runs background jobs

With EPIGRAPH_DB_<SERVICE> the service uses that database and takes its keys from the environment
(see the README). Without it, it uses the embedded database and the keys of EPIGRAPH_DATA: then one
terminal for each service is all that is needed.

Examples:
  npx epigraph serve cases
  npx epigraph serve gateway
  npx epigraph serve gateway --door clearance --host 10.0.0.5 --port 8080
  npx epigraph serve public`;

export function serveCommand(program: Command, env: Environment): void {
  addressOptions(
    program.command("serve <service>").summary("run one subgraph, doors, the identity provider, or background jobs").description(`Run one service as a process of its own: ${served.join(", ")}.`),
    "the service's own",
  )
    .option("--door <door...>", `which doors the gateway opens: ${doors.join(", ")} (default agency and clearance)`)
    .addHelpText("after", more)
    .action(async (service: string, options: ServeOptions) => {
      const name = served.find((known) => known === service);
      if (!name) throw new CommandFailure(`there is no service \`${service}\`: choose one of ${served.join(", ")}`, 2);
      if (name !== "gateway" && options.door !== undefined) throw new CommandFailure("--door is for `serve gateway` only", 2);
      if (name === "gateway" || name === "public") {
        const addresses = doorAddresses(options, env, name === "public" ? ["public"] : doorsOf(options.door));
        for (const address of Object.values<Address>(addresses)) await requireFreePort(address);
        return (await import("../actions/serve.js")).serveTheDoors(env, addresses);
      }
      if (name === "identity") {
        const { host, port } = addressOf(options, env, 0);
        return (await import("../actions/serve-identity.js")).serveIdentityAlone(env, host, port === 0 ? undefined : port);
      }
      if (name === "jobs") return (await import("../actions/serve-jobs.js")).serveJobs(env);
      const address = addressOf(options, env, defaultPorts[name]);
      await requireFreePort(address);
      return (await import("../actions/serve.js")).serve(env, name, address);
    });
}

/** In the order of `doors`, whatever the order asked. */
function doorsOf(asked: readonly string[] | undefined): readonly Door[] {
  const unknown = asked?.find((name) => !doors.some((door) => door === name));
  if (unknown !== undefined) throw new CommandFailure(`there is no door \`${unknown}\`: choose of ${doors.join(", ")}`, 2);
  return doors.filter((door) => (asked === undefined ? door !== "public" : asked.includes(door)));
}
