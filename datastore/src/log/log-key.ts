/** Which key signs the log. Not how a key is handed over: see @epigraph/ledger's key-rotation.ts and `epigraph audit rotate-key`. */
import { DatastoreError } from "../error.js";
import type { TransactionQuery } from "../transaction.js";

/** The first key that signs a log is its first. @throws DatastoreError LOG_KEY_NOT_IN_FORCE when another key was the last to sign, so that a wrong or old one never forks the log */
export async function requireKeyInForce(query: TransactionQuery, vkey: string, size: number): Promise<void> {
  const [inForce] = await query<{ readonly vkey: string }>("select vkey from ledger.log_key order by since desc limit 1");
  if (inForce === undefined && size === 0) return void (await query("insert into ledger.log_key (since, vkey) values (0, $1)", [vkey]));
  if (inForce?.vkey === vkey) return;
  throw new DatastoreError(
    "LOG_KEY_NOT_IN_FORCE",
    `the access log is signed by the key \`${inForce?.vkey ?? "none"}\`, and not by \`${vkey}\`: set EPIGRAPH_LEDGER_KEY and EPIGRAPH_LEDGER_ORIGIN to those in force, or hand the log over with \`epigraph audit rotate-key\``,
  );
}
