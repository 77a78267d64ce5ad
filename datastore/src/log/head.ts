/** The one row that says how far the log is. Whoever sequences holds its lock. */
import { DatastoreError } from "../error.js";
import type { TransactionQuery } from "../transaction.js";

/** `sequenced`: when the last record was, `judgedAt`: that of the last record whose operation was looked at; both in milliseconds since the Unix epoch. `judged`: the index of the next one to look at. */
export type Head = { readonly size: number; readonly sequenced: number; readonly judged: number; readonly judgedAt: number };

/** At most five seconds, then SQLSTATE 55P03. Also sets what the rest of the transaction needs: that a scan of what is pending begins at the beginning, and that a hung statement ends. */
export async function lockHead(query: TransactionQuery): Promise<Head> {
  await query("select set_config('lock_timeout', '5s', true), set_config('statement_timeout', '60s', true), set_config('synchronize_seqscans', 'off', true), set_config('jit', 'off', true), set_config('synchronous_commit', 'on', true)");
  const [row] = await query<{ readonly size: string; readonly sequenced: Date; readonly judged: string; readonly judged_at: Date }>("select size, sequenced, judged, judged_at from ledger.head for update");
  if (row === undefined) throw new DatastoreError("LOG_CHANGED", "the row of ledger.head is gone: restore the access log");
  return { size: Number(row.size), sequenced: row.sequenced.getTime(), judged: Number(row.judged), judgedAt: row.judged_at.getTime() };
}
