/** `epigraph serve`: one subgraph or the gateway, as a process of its own. */
import { services, type ServiceName } from "@epigraph/authz";
import { inspect } from "@epigraph/datastore";
import { databaseVariable, defaultPorts, type Environment, type Served, subgraphVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { type Configuration, configuration, eachService } from "../platform/configuration.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import type { Address } from "../platform/run.js";
import { type Lifetime, lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";

export async function serve(env: Environment, name: Served, address: Address): Promise<void> {
  const urls = eachService((subgraph) => subgraphUrl(env, subgraph));
  await lifetime("service", async (life) => {
    const config = await configurationFor(name, env, life);
    requireSettings(name, config);
    await requireSchema(config.databases(name));
    const { serveGateway, serveSubgraph } = await import("../platform/run.js"); // takes seconds to load: what fails, fails before
    const surroundings = { clock: Date.now, report: terminal.remark };
    const { url } = await life.open(
      () => (name === "gateway" ? serveGateway(config, urls, address, surroundings) : serveSubgraph(name, config, address, surroundings)),
      ({ close }) => close(),
    );
    terminal.remark(`${name} listens on ${url}`);
    await life.stopped;
  });
}

/** The environment alone where it names the database; otherwise the stand-alone installation stands in. */
async function configurationFor(name: Served, env: Environment, life: Lifetime): Promise<Configuration> {
  if (env[databaseVariable(name)] !== undefined) return configuration(env, undefined);
  const database = await openInstallation({ env, life, log: terminal.remark });
  await migrateInstallation(env, database);
  return configuration(env, database);
}

/** What is missing is said before the database is asked: it is the commoner fault. @throws CommandFailure or AuthzError naming the variable */
function requireSettings(name: Served, config: Configuration): void {
  for (const service of name === "gateway" ? services : [name]) config.contextKeys(service);
  if (name === "gateway") config.tokens();
  else config.subjectKey();
}

/** @throws CommandFailure when the database cannot be used, or is older than this version */
async function requireSchema(url: string): Promise<void> {
  const found = await inspect(url);
  if (!found.reachable) throw new CommandFailure(found.message);
  if (found.migrations.pending.length > 0) throw new CommandFailure(`the schema of \`${found.place}\` is older than this version: run \`npx epigraph migrate\` with the DATABASE_URL of its owner`);
}

function subgraphUrl(env: Environment, name: ServiceName): string {
  const url = env[subgraphVariable(name)] ?? `http://127.0.0.1:${defaultPorts[name]}`;
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw new CommandFailure(`${subgraphVariable(name)} is not a URL: write it like http://127.0.0.1:${defaultPorts[name]}`);
  return url;
}
