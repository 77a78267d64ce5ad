/** `epigraph serve`: one subgraph, or doors, as a process of its own. */
import { type Door, doors, type ServiceName } from "@epigraph/authz";
import { inspect } from "@epigraph/datastore";
import { databaseVariable, defaultPorts, type Environment, subgraphVariable, type Served } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { type Configuration, configuration } from "../platform/configuration.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { servicesBehind } from "../platform/doors.js";
import type { Address, DoorAddresses } from "../platform/run.js";
import { type Lifetime, lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";

const surroundings = { clock: Date.now, report: terminal.remark };

/** A subgraph. */
export async function serve(env: Environment, name: ServiceName, address: Address): Promise<void> {
  await lifetime("service", async (life) => {
    const config = await configurationFor([name], env, life);
    void [config.contextKeys(name), config.subjectKey(), config.databases(name), ...(name === "audit" ? [config.databases("sequencer"), config.log()] : [])]; // what is missing is said before the database is asked: it is the commoner fault
    await requireSchema(config.databases(name));
    const { serveSubgraph } = await import("../platform/run.js"); // takes seconds to load: what fails, fails before
    const { url } = await life.open(
      () => serveSubgraph(name, config, address, surroundings),
      ({ close }) => close(),
    );
    terminal.remark(`${name} listens on ${url}`);
    await life.stopped;
  });
}

/** Doors; the public one brings its subgraphs along. */
export async function serveTheDoors<Asked extends Door>(env: Environment, addresses: DoorAddresses<Asked>): Promise<void> {
  const asked = doors.filter((door): door is Asked => door in addresses);
  const logins = [...new Set(asked.map(loginOf))];
  const urls = (service: ServiceName): string => subgraphUrl(env, service);
  await lifetime("service", async (life) => {
    const config = await configurationFor(logins, env, life);
    requireSettings(asked, config, urls);
    for (const login of logins) await requireSchema(config.databases(login));
    const { serveDoors } = await import("../platform/run.js"); // takes seconds to load: what fails, fails before
    const listening = await life.open(
      () => serveDoors(config, urls, addresses, surroundings),
      ({ close }) => close(),
    );
    for (const door of asked) terminal.remark(`the ${door} door listens on ${listening.urls[door]}`);
    await life.stopped;
  });
}

const loginOf = (door: Door): Served => (door === "public" ? "public" : "gateway");

/** The environment alone where it names the database; otherwise the stand-alone installation stands in. */
export async function configurationFor(logins: readonly Served[], env: Environment, life: Lifetime): Promise<Configuration> {
  if (logins.some((login) => env[databaseVariable(login)] !== undefined)) return configuration(env, undefined);
  const database = await openInstallation({ env, life, log: terminal.remark });
  await migrateInstallation(env, database);
  return configuration(env, database);
}

/** What is missing is said before the database is asked. The public door needs its login and nothing else. @throws CommandFailure or AuthzError naming the variable */
function requireSettings(asked: readonly Door[], config: Configuration, urls: (service: ServiceName) => string): void {
  for (const door of asked) config.databases(loginOf(door));
  const withLogIn = asked.filter((door) => door !== "public");
  for (const service of new Set(withLogIn.flatMap((door) => servicesBehind(door)))) void [urls(service), config.contextKeys(service)];
  for (const door of withLogIn) void [config.claimsKey(door), config.tokens()];
}

/** @throws CommandFailure when the database cannot be used, or is older than this version */
export async function requireSchema(url: string): Promise<void> {
  const found = await inspect(url);
  if (!found.reachable) throw new CommandFailure(found.message);
  if (found.migrations.pending.length > 0) throw new CommandFailure(`the schema of \`${found.place}\` is older than this version: run \`npx epigraph migrate\` with the DATABASE_URL of its owner`);
  if (found.rowPolicies !== "current") throw new CommandFailure(`the row-security policies of \`${found.place}\` are ${found.rowPolicies}: run \`npx epigraph migrate\` with the DATABASE_URL of its owner`);
}

function subgraphUrl(env: Environment, name: ServiceName): string {
  const url = env[subgraphVariable(name)] ?? `http://127.0.0.1:${defaultPorts[name]}`;
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw new CommandFailure(`${subgraphVariable(name)} is not a URL: write it like http://127.0.0.1:${defaultPorts[name]}`);
  return url;
}
