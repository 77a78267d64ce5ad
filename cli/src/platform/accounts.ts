/** Opens what the identity provider, account commands and demo tokens work with: its database, the access log, and its key. */
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { type LogInParts, logInParts } from "@epigraph/identity/console";
import type { Writer } from "@epigraph/ledger";
import { openLedger } from "./ledger.js";

/** `ledger` is not on the connections of `database`: see `openLedger`. */
export type IdentityStores = { readonly database: DataSource; readonly ledger: Writer; readonly close: () => Promise<void> };

/** `report`: see `openLedger`. */
export async function openIdentityStores(url: string, { name, poolSize, report }: { readonly name: string; readonly poolSize?: number; readonly report?: (line: string) => void }): Promise<IdentityStores> {
  const database = await openDatabase(url, { name, ...(poolSize === undefined ? {} : { poolSize }) });
  try {
    const records = await openLedger(url, name, report);
    return { database, ledger: records.ledger, close: async () => void (await Promise.all([database.destroy(), records.close()])) };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

/** `url`: the connection of the identity provider. */
export async function openAccounts(url: string, key: Buffer): Promise<{ readonly parts: LogInParts; readonly close: () => Promise<void> }> {
  const { database, ledger, close } = await openIdentityStores(url, { name: "epigraph account", poolSize: 3 });
  return { parts: logInParts({ database, ledger, key, clock: Date.now }), close };
}
