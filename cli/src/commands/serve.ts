/** `epigraph serve`: one subgraph or the gateway, as a process of its own. */
import { services, type ServiceName } from "@epigraph/authz";
import type { Command } from "commander";
import { databaseVariable, defaultPorts, type Environment, subgraphVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { type Configuration, configuration, eachService } from "../platform/configuration.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { serveGateway, serveSubgraph } from "../platform/run.js";
import { terminal } from "../terminal.js";
import { addressOf, addressOptions, type AddressOptions } from "./address.js";
import { type Closing, runUntilStopped } from "./run-until-stopped.js";

export function serveCommand(program: Command, env: Environment): void {
  const command = program
    .command("serve <service>")
    .description(`run one service: ${[...services, "gateway"].join(", ")}`)
    .addHelpText("after", `\nWithout ${databaseVariable("<service>")} the embedded database is used. See the README for the environment.`);
  addressOptions(command).action(async (service: string, options: AddressOptions) => {
    const name = [...services, "gateway" as const].find((known) => known === service);
    if (!name) throw new CommandFailure(`there is no service \`${service}\`: choose one of ${[...services, "gateway"].join(", ")}`, 2);
    const closings: Closing[] = [];
    try {
      const config = await configurationFor(name, env, closings);
      const address = addressOf(options, env, defaultPorts[name]);
      const surroundings = { clock: Date.now, report: terminal.remark };
      const listening = name === "gateway" ? await serveGateway(config, eachService((subgraph) => subgraphUrl(env, subgraph)), address, surroundings) : await serveSubgraph(name, config, address, surroundings);
      closings.push(listening.close);
      terminal.remark(`${name} listens on ${listening.url}`);
      await runUntilStopped(closings);
    } catch (error) {
      for (const close of closings.reverse()) await close();
      throw error;
    }
  });
}

/** The environment alone where it names the database; otherwise the stand-alone installation stands in. */
async function configurationFor(name: ServiceName | "gateway", env: Environment, closings: Closing[]): Promise<Configuration> {
  if (env[databaseVariable(name)] !== undefined) return configuration(env, undefined);
  const database = await openInstallation(env, terminal.remark);
  closings.push(database.stop);
  await migrateInstallation(env, database);
  return configuration(env, database);
}

const subgraphUrl = (env: Environment, name: ServiceName): string => {
  const url = env[subgraphVariable(name)] ?? `http://127.0.0.1:${defaultPorts[name]}`;
  if (!URL.canParse(url)) throw new CommandFailure(`${subgraphVariable(name)} is not a URL: write it like http://127.0.0.1:${defaultPorts[name]}`);
  return url;
};
