/** Removes what has expired: the library's state, and counters of failures that have long been quiet. Sessions and events stay. */
import type { Database } from "./database.js";
import { removeExpiredState } from "./provider/state-store.js";
import { removeOldFailures } from "./throttle-store.js";

/** Counters count failures in a row, so they are kept for a long while; an attacker who comes back after it has had three guesses a day. */
const quietDays = 30;

export async function housekeeping({ query }: Database, now: Date): Promise<void> {
  await removeExpiredState(query, now);
  await removeOldFailures(query, new Date(now.getTime() - quietDays * 86_400_000));
}
