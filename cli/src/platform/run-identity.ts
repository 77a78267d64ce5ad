/** Runs the identity provider. Not where the settings come from: see identity-configuration.ts. */
import { randomUUID } from "node:crypto";
import { openDatabase, postgresSink } from "@epigraph/datastore";
import { createIdentityServer } from "@epigraph/identity";
import { openWriter } from "@epigraph/ledger";
import { type Listening, serve } from "@epigraph/service";
import type { IdentityConfiguration } from "./identity-configuration.js";
import type { Address, Surroundings } from "./run.js";

export async function serveIdentity(url: string, config: IdentityConfiguration, address: Address, { clock, report }: Surroundings): Promise<Listening> {
  const database = await openDatabase(url, { name: "epigraph identity" });
  try {
    const { server, stop } = await createIdentityServer({ ...config, key: config.key(), database, ledger: openWriter(postgresSink(database), randomUUID), clock, report });
    const { close } = await serve(server, address);
    return {
      url: config.issuer,
      close: async () => {
        await stop();
        await close();
        await database.destroy();
      },
    };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}
