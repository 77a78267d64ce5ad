/** Runs the identity provider. Not where the settings come from: see identity-configuration.ts. */
import { createIdentityServer } from "@epigraph/identity";
import { type Listening, serve } from "@epigraph/service";
import { openIdentityStores } from "./accounts.js";
import type { IdentityConfiguration } from "./identity-configuration.js";
import type { Address, Surroundings } from "./run.js";

export async function serveIdentity(url: string, config: IdentityConfiguration, address: Address, { clock, report }: Surroundings): Promise<Listening> {
  const stores = await openIdentityStores(url, { name: "epigraph identity", report });
  try {
    const { server, stop } = await createIdentityServer({ ...config, key: config.key(), database: stores.database, ledger: stores.ledger, clock, report });
    const { close } = await serve(server, address);
    return {
      url: config.issuer,
      close: async () => {
        await stop();
        await close();
        await stores.close();
      },
    };
  } catch (error) {
    await stores.close();
    throw error;
  }
}
