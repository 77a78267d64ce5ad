/** `epigraph up`: everything on one machine, with demo data on the first start. */
import type { Environment } from "../environment.js";
import { configuration } from "../platform/configuration.js";
import { type Database, migrateInstallation, openInstallation } from "../platform/database.js";
import { type DemoData, demoData } from "../platform/demo-data.js";
import type { Address } from "../platform/run.js";
import { lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";
import { welcome } from "./welcome.js";

/** `demo`: whether an empty embedded database is filled. */
export function up(env: Environment, address: Address, demo: boolean): Promise<void> {
  return lifetime("service", async (life) => {
    const database = await openInstallation({ env, life, log: terminal.remark });
    await migrateInstallation(env, database);
    const data = await dataFor(database, demo);
    const settings = configuration(env, database);
    const config = { ...settings, introspection: settings.introspection || data.state === "demo" };
    const { serveAll } = await import("../platform/run.js"); // takes seconds to load: what fails, fails before
    const listening = await life.open(
      () => serveAll(config, address, { clock: Date.now, report: terminal.remark }),
      ({ close }) => close(),
    );
    terminal.print(welcome({ url: listening.url, data: env["EPIGRAPH_JWKS"] === undefined ? data : { state: "foreign" }, dataFolder: env["EPIGRAPH_DATA"], identityProvider: env["EPIGRAPH_ISSUER"] }));
    await life.stopped;
  });
}

/** Demo data belong on an embedded database that is empty. On a real server nothing is demo data, whoever made it. */
async function dataFor(database: Database, demo: boolean): Promise<DemoData> {
  if (!database.embedded) return { state: "foreign" };
  const found = await demoData(database.adminUrl);
  if (found.state !== "empty" || !demo) return found;
  terminal.remark("loading demo data: a synthetic outbreak of 300 cases");
  const { load } = await import("./seed.js");
  await load(database.adminUrl, {});
  return demoData(database.adminUrl);
}
