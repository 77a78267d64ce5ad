/** `epigraph serve identity`, and the provider that `epigraph up` runs beside the doors. */
import { makeDemoAccounts } from "../platform/demo-log-ins.js";
import type { DemoData } from "../platform/demo-data.js";
import { demoAccounts } from "../demo-accounts.js";
import { databaseVariable, type Environment } from "../environment.js";
import { openAccounts } from "../platform/accounts.js";
import { checkedUrl } from "../platform/checked-url.js";
import { configuration } from "../platform/configuration.js";
import { type Database, migrateInstallation, openInstallation } from "../platform/database.js";
import { requireFreePort } from "../platform/free-port.js";
import { identityConfiguration, identityPort } from "../platform/identity-configuration.js";
import type { Address } from "../platform/run.js";
import { type Lifetime, lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";
import { requireSchema } from "./serve.js";

const surroundings = { clock: Date.now, report: terminal.remark };

/** `port`: if said on the command line. */
export function serveIdentityAlone(env: Environment, host: string, port: number | undefined): Promise<void> {
  return lifetime("service", async (life) => {
    const said = env[databaseVariable("identity")];
    const installation = said === undefined ? await openInstallation({ env, life, log: terminal.remark }) : undefined;
    if (installation) await migrateInstallation(env, installation);
    const config = identityConfiguration(env, installation?.folder, port);
    void config.key(); // what is missing is said before the database is asked: it is the commoner fault
    const url = said === undefined ? configuration(env, installation).databases("identity") : checkedUrl(databaseVariable("identity"), said);
    await requireSchema(url);
    const address = { host, port: port ?? identityPort(env, config.issuer) };
    await requireFreePort(address);
    const { serveIdentity } = await import("../platform/run-identity.js");
    await life.open(
      () => serveIdentity(url, config, address, surroundings),
      ({ close }) => close(),
    );
    terminal.remark(`identity listens on port ${address.port}, as ${config.issuer}`);
    await life.stopped;
  });
}

/**
 * Beside the doors of a stand-alone installation. Another process of the same installation may run it already: then that one serves both. Where it is reached.
 * `preferred`: the port of a new installation's provider. `ownPages`: origins of doors that serve pages.
 */
export async function identityBeside(env: Environment, database: Database, life: Lifetime, host: string, preferred: number, data: DemoData, ownPages: readonly string[]): Promise<string> {
  const config = identityConfiguration(env, database.folder, preferred, ownPages);
  const url = configuration(env, database).databases("identity");
  if (data.state === "demo") {
    const { parts, close } = await openAccounts(url, config.key());
    try {
      await makeDemoAccounts(parts, database.folder, demoAccounts(data.districts));
    } finally {
      await close();
    }
  }
  const address: Address = { host, port: identityPort(env, config.issuer) };
  if (await isServed(config.issuer, address)) return config.issuer;
  await requireFreePort(address);
  const { serveIdentity } = await import("../platform/run-identity.js");
  await life.open(
    () => serveIdentity(url, config, address, surroundings),
    ({ close }) => close(),
  );
  return config.issuer;
}

/** Whether this very issuer answers there. */
async function isServed(issuer: string, { host, port }: Address): Promise<boolean> {
  const reached = ["0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  const found = await fetch(`http://${reached}:${port}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(2_000) }).then((response) => response.json() as Promise<{ readonly issuer?: unknown }>, () => undefined).catch(() => undefined);
  return found?.issuer === issuer;
}
