/** Opens what account commands and demo tokens work with: the identity provider's database, the access log, and its key. */
import { randomUUID } from "node:crypto";
import { openDatabase, postgresSink } from "@epigraph/datastore";
import { type LogInParts, logInParts } from "@epigraph/identity/console";
import { openWriter } from "@epigraph/ledger";

/** `url`: the connection of the identity provider. */
export async function openAccounts(url: string, key: Buffer): Promise<{ readonly parts: LogInParts; readonly close: () => Promise<void> }> {
  const database = await openDatabase(url, { name: "epigraph account", poolSize: 3 });
  return { parts: logInParts({ database, ledger: openWriter(postgresSink(database), randomUUID), key, clock: Date.now }), close: () => database.destroy() };
}
