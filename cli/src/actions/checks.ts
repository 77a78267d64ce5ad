/** The single checks of `epigraph doctor`. Each looks at one thing and changes nothing. */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Door, doors, services } from "@epigraph/authz";
import { inspect, type Inspection, parseDatabaseUrl, revocationReader } from "@epigraph/datastore";
import { doorAddresses } from "../commands/address.js";
import { databaseVariable, doorPortVariable, type Environment, environmentVariables, type LogIn, logIns, variablesOfOthers } from "../environment.js";
import { failureLine } from "../failure.js";
import { generated, isStale } from "../platform/compose.js";
import { type Configuration, configuration } from "../platform/configuration.js";
import { ask, type Database } from "../platform/database.js";
import { projectRoot } from "../platform/schema-folder.js";

/** `skipped`: there was nothing to look at, which is no fault. */
export type Finding = { readonly check: string; readonly state: "ok" | "warning" | "failed" | "skipped"; readonly detail: string };

/** An older one came no further than bin/epigraph.js. */
export const checkNode = (): Finding => ({ check: "node", state: "ok", detail: process.versions.node });

/** A misspelt variable is silently passed over by everything else. */
export function checkEnvironment(env: Environment): Finding {
  const known = new Set([...environmentVariables.map(({ name }) => name), ...variablesOfOthers]);
  const unknown = Object.keys(env).filter((name) => name.startsWith("EPIGRAPH_") && !known.has(name));
  if (unknown.length === 0) return { check: "environment", state: "ok", detail: "every EPIGRAPH_ variable that is set is known" };
  return { check: "environment", state: "warning", detail: `nothing reads ${unknown.join(", ")}: compare with the table in the README` };
}

/** The server, the schema, and each service's login. */
export async function checkDatabase(env: Environment, database: Database): Promise<readonly Finding[]> {
  const found = await inspect(database.adminUrl);
  if (!found.reachable) return [{ check: "database", state: "failed", detail: found.message }];
  const config = configurationOf(env, database);
  const logins = await Promise.all(logIns.map((service) => checkLogin(service, found, config)));
  return [{ check: "database", state: "ok", detail: `PostgreSQL ${found.serverVersion} at ${found.place}` }, checkMigrations(found), checkRowPolicies(found), ...logins, await checkEndedSessions(config), ...(await checkLog(database.adminUrl))];
}

type Reachable = Inspection & { readonly reachable: true };

function checkMigrations({ migrations: { pending, unknown, applied } }: Reachable): Finding {
  if (unknown.length > 0) return { check: "migrations", state: "failed", detail: `made by a newer version: ${unknown.join(", ")}` };
  if (pending.length > 0) return { check: "migrations", state: "failed", detail: `${pending.length} missing: run \`npx epigraph migrate\`` };
  return { check: "migrations", state: "ok", detail: `${applied.length} applied` };
}

const policyFaults = {
  stale: "the row-security policies are those of another version: run `npx epigraph migrate`",
  altered: "somebody changed the row-security policies since they were made: find out who, then run `npx epigraph migrate`, which makes them anew",
  missing: "there are no row-security policies: run `npx epigraph migrate`",
} as const;

function checkRowPolicies({ rowPolicies }: Reachable): Finding {
  const check = "row security";
  return rowPolicies === "current" ? { check, state: "ok", detail: "the policies are those of this version" } : { check, state: "failed", detail: policyFaults[rowPolicies] };
}

async function checkLogin(service: LogIn, { roles }: Reachable, config: Configuration): Promise<Finding> {
  const check = `login ${service}`;
  try {
    const url = config.databases(service);
    const { user } = parseDatabaseUrl(url);
    const login = await inspect(url);
    if (!login.reachable) return { check, state: "failed", detail: `${login.message} (${databaseVariable(service)}; \`npx epigraph migrate\` makes the logins)` };
    const group = roles.find((role) => role.service === service);
    if (group?.logins.includes(user) !== true) return { check, state: "failed", detail: `user \`${user}\` is not a login of this service: correct ${databaseVariable(service)}, or run \`npx epigraph migrate\`` };
    return { check, state: "ok", detail: "connects" };
  } catch (error) {
    return { check, state: "failed", detail: failureLine(error) };
  }
}

/** What every gateway reads twice a second: whether sessions have ended. */
async function checkEndedSessions(config: Configuration): Promise<Finding> {
  const check = "ended sessions";
  try {
    const reader = revocationReader(config.databases("gateway"), { name: "epigraph doctor" });
    const recent = await reader.read(86_400_000).finally(() => void reader.close());
    return { check, state: "ok", detail: `the gateway's login reads them; ${recent.length} in the last day` };
  } catch (error) {
    return { check, state: "failed", detail: `the gateway's login cannot read them, so a gateway cannot start: ${failureLine(error)}` };
  }
}

/** Whether the server keeps what it acknowledges, and how far the access log's sequencer is behind. */
async function checkLog(adminUrl: string): Promise<readonly Finding[]> {
  try {
    const [server] = await ask<{ readonly kept: boolean }>(adminUrl, "select current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on' and current_setting('synchronous_commit') <> 'off' as kept");
    const durable: Finding = server?.kept === true ? { check: "durability", state: "ok", detail: "the server waits for its disk" } : { check: "durability", state: "warning", detail: "the server does not wait for its disk (fsync, full_page_writes or synchronous_commit is off): a power cut may lose records of the access log" };
    const [log] = await ask<{ readonly pending: number; readonly waiting: number | null; readonly size: string | null }>(
      adminUrl,
      "select count(*)::int as pending, extract(epoch from clock_timestamp() - min(arrived))::int as waiting, (select max(size) from ledger.checkpoint) as size from ledger.pending",
    );
    const check = "access log";
    if (!log || log.size === null) return [durable, { check, state: "skipped", detail: "it was never signed: the audit service, or `npx epigraph up`, does that" }];
    if ((log.waiting ?? 0) > 10) return [durable, { check, state: "warning", detail: `${log.pending} records wait for their place, the oldest for ${log.waiting} s: is the audit service running, and what did it print?` }];
    return [durable, { check, state: "ok", detail: `${log.size} records are signed, ${log.pending} wait for their place` }];
  } catch (error) {
    return [{ check: "access log", state: "failed", detail: failureLine(error) }];
  }
}

export function checkKeys(env: Environment, database: Database): Finding {
  try {
    const config = configurationOf(env, database);
    for (const service of services) config.contextKeys(service);
    config.claimsKey("clearance");
    config.subjectKey();
    config.log();
    config.tokens();
    return { check: "keys", state: "ok", detail: "the services' keys, the access log's and the token issuer's are there and well-formed" };
  } catch (error) {
    return { check: "keys", state: "failed", detail: failureLine(error) };
  }
}

/** Without the installation's own secrets where there are none yet: looking for them would make them. */
function configurationOf(env: Environment, { folder, adminUrl }: Database): Configuration {
  return configuration(env, existsSync(join(folder, "keys", "secrets.json")) ? { folder, adminUrl } : undefined);
}

/** An image for containers holds no documents: then there is nothing that could be stale. */
export async function checkGeneratedFiles(): Promise<Finding> {
  for await (const file of generated()) {
    if (!existsSync(dirname(file.path)) || !isStale(file)) continue;
    return { check: "schemas", state: "failed", detail: `\`${relative(projectRoot, file.path)}\` is stale, and what is made from it may be: run \`npx epigraph compose\`` };
  }
  return { check: "schemas", state: "ok", detail: "the checked-in schemas and rules are those of the code" };
}

/** Not running is no fault: `doctor` is also asked before the start. */
export async function checkDoors(env: Environment): Promise<readonly Finding[]> {
  return await Promise.all(doors.map((door) => checkDoor(door, env)));
}

async function checkDoor(door: Door, env: Environment): Promise<Finding> {
  const check = `${door} door`;
  try {
    const { host, port } = doorAddresses({}, env, doors)[door];
    const url = `http://${["0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host}:${port}/readyz`;
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) }).catch(() => undefined);
    if (response === undefined) return { check, state: "skipped", detail: `nothing answers at ${url}: start it with \`npx epigraph up\`, or name its HOST and ${doorPortVariable(door)}` };
    if (response.ok) {
      const { status, revocationsUnreadForSeconds: seconds } = (await response.json()) as { readonly status?: unknown; readonly revocationsUnreadForSeconds?: number };
      if (status !== "ready" && status !== "degraded") return { check, state: "failed", detail: `what answers at ${url} is no door of this version: see what listens there` };
      if (status === "ready") return { check, state: "ok", detail: `ready at ${url}` };
      return { check, state: "warning", detail: `${url} has not read for ${seconds} s which sessions ended: until it does, their tokens may be taken to their end; see whether the gateway's login can read identity.revocation` };
    }
    return { check, state: "failed", detail: `${url} answers ${response.status}: see what the door and its subgraphs printed` };
  } catch (error) {
    return { check, state: "failed", detail: failureLine(error) };
  }
}
