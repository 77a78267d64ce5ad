/** What is asked of PostgreSQL about sessions. */
import { randomUUID } from "node:crypto";
import { type Account } from "../accounts/account.js";
import { loadAccount } from "../accounts/store.js";
import type { Query } from "../database.js";
import type { Session } from "./session.js";

export async function startSession(query: Query, { id, account, clientId, authenticatedBy, address, startedAt, expiresAt }: Session): Promise<void> {
  await query(
    "insert into identity.session (id, account, client_id, authenticated_by, address, started_at, last_used_at, expires_at) values ($1, $2, $3, $4, $5, $6, $6, $7)",
    [id, account, clientId, authenticatedBy, address, startedAt, expiresAt],
  );
}

/** The account of a session that may still get tokens; marks the session as used. */
export async function useSession(query: Query, id: string, now: Date, idleSeconds: number): Promise<Account | undefined> {
  const [row] = await query<{ readonly account: string }>(
    `update identity.session set last_used_at = $2
     where id = $1 and ended_at is null and expires_at > $2 and last_used_at > $2::timestamptz - make_interval(secs => $3) returning account`,
    [id, now, idleSeconds],
  );
  const account = row && (await loadAccount(query, row.account));
  return account?.state === "active" ? account : undefined;
}

/** The session that a client's earlier tokens belong to, if it goes on. */
export async function sessionOfClient(query: Query, clientId: string, address: string, now: Date): Promise<string | undefined> {
  const [row] = await query<{ readonly id: string }>(
    "select id from identity.session where client_id = $1 and account = $1 and authenticated_by = 'client' and address = $2 and ended_at is null and expires_at > $3 order by started_at desc limit 1",
    [clientId, address, now],
  );
  return row?.id;
}

/** Ends it and every token of it, and removes what the provider keeps for it. The account, or nothing when it had ended before. */
export async function endSession(query: Query, id: string, reason: string, by: string, now: Date): Promise<string | undefined> {
  const [row] = await query<{ readonly account: string }>("update identity.session set ended_at = $2, end_reason = $3 where id = $1 and ended_at is null returning account", [id, now, reason]);
  if (!row) return undefined;
  await query("delete from identity.provider_state where grant_id = $1", [id]);
  await query("insert into identity.revocation (id, session, revoked_at, reason, revoked_by) values ($1, $2, $3, $4, $5)", [randomUUID(), id, now, reason, by]);
  return row.account;
}
