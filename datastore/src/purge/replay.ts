/** Carries a purge out again on what a restore brought back, in the restore's own transaction. Keys are not its matter: they stayed destroyed. */
import type { ListedPurge } from "@epigraph/vault";
import type { Query } from "../backup/catalogue.js";
import type { Replay } from "../backup/restore.js";
import { DatastoreError } from "../error.js";
import { deleteChosen } from "./delete-chosen.js";
import { planOf } from "./plan.js";

/** `list`: beside the key ring. @throws DatastoreError PURGE_IMPOSSIBLE when a held person's rows would be lost */
export const replayOf =
  (list: () => readonly ListedPurge[]): Replay =>
  async ({ number }, transactionQuery) => {
    const query: Query = transactionQuery;
    const purge = list().find((one) => one.number === number);
    if (purge === undefined) throw new DatastoreError("PURGE_IMPOSSIBLE", `the list of purges does not say what purge ${number} was: bring the newest list`);
    if (purge.held > 0) throw new DatastoreError("PURGE_IMPOSSIBLE", `purge ${number} put held persons into archives, which this backup is older than: carried out again it would delete what a court ordered to keep; restore a backup that was made after it`);
    const at = new Date(purge.executedAt);
    if (purge.kind === "due") await query("select movements.delete_collected($1::uuid[], $2)", [purge.requests, at]);
    else {
      const { everything } = await planOf(query, purge.kind === "pilot" ? { kind: "pilot" } : { kind: "response", disease: purge.disease ?? "" });
      await query("insert into policy.purge_plan (id, kind, disease, content, hash, made_at, expires_at, state) values ($1, $2, $3, '{}', $4, $5, $5::timestamptz + interval '1 day', 'executed') on conflict do nothing", [purge.plan, purge.kind, purge.disease, purge.certificateHash, at]);
      await deleteChosen(query, purge.plan, everything);
      await query("delete from policy.purge_trace");
    }
    await query("insert into policy.purge (id, number, scope, executed_at, certificate_hash, planned_by, executed_by) values ($1, $2, $3, $4, $5, $6, $7)", [purge.plan, number, purge.scope, at, purge.certificateHash, purge.approvedBy, purge.confirmedBy]);
  };
