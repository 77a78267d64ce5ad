/** From what a process has (database, ledger, key) to what a log-in is checked with. */
import type { DataSource } from "@epigraph/datastore";
import type { Writer } from "@epigraph/ledger";
import { databaseOf } from "./database.js";
import { journalOf } from "./journal.js";
import type { LogInParts } from "./log-in.js";
import { type PasswordCost, passwords } from "./password.js";
import { sealer } from "./sealing.js";
import { throttleOf } from "./throttle.js";
import { turnsOf } from "./turns.js";

/**
 * What accounts are changed and log-ins are checked with. `ledger` must not take connections of `database`: transactions of `database` wait until it has written, and
 * as many as there are connections would leave none to write with.
 */
export type IdentityParts = { readonly database: DataSource; readonly ledger: Writer; readonly key: Buffer; readonly clock: () => number; readonly passwordCost?: PasswordCost };

export function logInParts({ database, ledger, key, clock, passwordCost }: IdentityParts): LogInParts {
  const asked = databaseOf(database);
  const sealing = sealer(key);
  const journal = journalOf(ledger, clock);
  const turns = turnsOf((address) => asked.together((query) => journal(query, { kind: "lock-out", account: undefined, address })), clock);
  return { database: asked, sealer: sealing, passwords: passwords(passwordCost), throttle: throttleOf(asked, sealing, clock), turns, journal, clock };
}
