/** `epigraph up`: everything on one machine, with demo data on the first start. */
import type { Environment } from "../environment.js";
import { configuration } from "../platform/configuration.js";
import { type Database, migrateInstallation, openInstallation } from "../platform/database.js";
import { type DemoData, demoData } from "../platform/demo-data.js";
import { prepareDemoRequests } from "../platform/demo-requests.js";
import { anyFreePort } from "../platform/free-port.js";
import type { Address, DoorAddresses } from "../platform/run.js";
import { lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";
import { identityBeside } from "./serve-identity.js";
import { welcome } from "./welcome.js";

/** `demo`: whether an empty embedded database is filled. */
export function up(env: Environment, addresses: DoorAddresses, demo: boolean): Promise<void> {
  return lifetime("service", async (life) => {
    const database = await openInstallation({ env, life, log: terminal.remark });
    await migrateInstallation(env, database);
    const data = await dataFor(env, database, demo);
    if (data.state === "demo") await prepareDemoRequests(database.adminUrl);
    const settings = configuration(env, database);
    const config = { ...settings, introspection: settings.introspection || data.state === "demo" };
    // the clearance door's address, one port further: where log-in belongs
    const { host, port } = addresses.clearance;
    const logIn = env["EPIGRAPH_JWKS"] === undefined ? await identityBeside(env, database, life, host, port === 0 ? await anyFreePort(host) : port + 1, data, originsOf(addresses.agency)) : undefined;
    const { serveAll } = await import("../platform/run.js"); // takes seconds to load: what fails, fails before
    const listening = await life.open(
      () => serveAll(config, addresses, { clock: Date.now, report: terminal.remark }),
      ({ close }) => close(),
    );
    terminal.print(welcome({ urls: listening.urls, data: env["EPIGRAPH_JWKS"] === undefined ? data : { state: "foreign" }, dataFolder: env["EPIGRAPH_DATA"], logIn, identityProvider: logIn === undefined ? env["EPIGRAPH_ISSUER"] : undefined }));
    await life.stopped;
  });
}

/** Where browsers on this machine reach a door. A port that is found only on listening is no address to send people back to. */
function originsOf({ host, port }: Address): readonly string[] {
  if (port === 0) return [];
  return host === "127.0.0.1" ? [`http://127.0.0.1:${port}`, `http://localhost:${port}`] : [`http://${host.includes(":") ? `[${host}]` : host}:${port}`];
}

/** Demo data belong on an embedded database that is empty. On a real server nothing is demo data, whoever made it. */
async function dataFor(env: Environment, database: Database, demo: boolean): Promise<DemoData> {
  if (!database.embedded) return { state: "foreign" };
  const found = await demoData(database.adminUrl);
  if (found.state !== "empty" || !demo) return found;
  terminal.remark("loading demo data: a synthetic outbreak of 300 cases");
  const { load } = await import("./seed.js");
  await load(env, database, {});
  return demoData(database.adminUrl);
}
