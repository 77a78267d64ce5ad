/** Our own issuer's public keys, for a gateway that has the identity provider's database at hand: it need not be running. */
import { openDatabase } from "@epigraph/datastore";
import { databaseOf, publishedKeySet } from "@epigraph/identity/console";
import { type FollowedKeys, followKeys, type FollowOptions } from "./followed-keys.js";

/** `url`: the connection of the identity provider. */
export async function followOwnKeys(url: string, options: FollowOptions): Promise<FollowedKeys> {
  const database = await openDatabase(url, { name: "epigraph token keys", poolSize: 1 });
  const { query } = databaseOf(database);
  const followed = await followKeys(() => publishedKeySet(query), options);
  return { keyOf: followed.keyOf, close: () => followed.close().then(() => database.destroy()) };
}
