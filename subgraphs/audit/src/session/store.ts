/** The questions about accounts and sessions asked of PostgreSQL, and the two changes: they go through functions of the database, which write the officer's note too, for this service may change none of these tables. */
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { Account, SecurityNote, type SecurityReason, Session } from "./types.js";

export type SessionFilter = { readonly account?: string | undefined; readonly agency?: string | undefined };
export type AccountFilter = { readonly agency?: string | undefined; readonly duty?: string | undefined; readonly state?: string | undefined };

const accountColumns = `a.id, a.state, a.duty, a.clearance, a.agency, a.changed_at as "changedAt"`;
const sessionColumns = `s.id, s.account, a.duty, a.agency, s.client_id as client, s.authenticated_by as "authenticatedBy", s.address,
  s.started_at as "startedAt", s.last_used_at as "lastUsedAt", s.expires_at as "expiresAt", s.ended_at as "endedAt"`;
const sessionsOfAccounts = "identity.session s join identity.account a on a.id = s.account";

export const accountById = (scope: Scope) =>
  scope.loader<string, Account | null>("account", async (ids) => {
    const rows = await scope.db.query<Account>(`select ${accountColumns} from identity.account a where a.id = any($1::text[])`, [ids]);
    return inOrder(ids, rows.map((row) => Object.assign(new Account(), row)), (row) => row.id);
  });

export const sessionById = (scope: Scope) =>
  scope.loader<string, Session | null>("session", async (ids) => {
    const rows = await scope.db.query<Session>(`select ${sessionColumns} from ${sessionsOfAccounts} where s.id = any($1::text[])`, [ids]);
    return inOrder(ids, rows.map((row) => Object.assign(new Session(), row)), (row) => row.id);
  });

/** By id. */
export async function listAccounts(scope: Scope, filter: AccountFilter, page: Page): Promise<Account[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<Account>(
    `select ${accountColumns} from identity.account a
     where a.id > ${bind(page.after?.[0] ?? "")}
       and (${bind(filter.agency ?? null)}::text is null or a.agency = ${bind(filter.agency ?? null)})
       and (${bind(filter.duty ?? null)}::text is null or a.duty = ${bind(filter.duty ?? null)})
       and (${bind(filter.state ?? null)}::text is null or a.state = ${bind(filter.state ?? null)})
     order by a.id limit ${bind(page.first + 1)}::int`,
    values,
  );
  return rows.map((row) => Object.assign(new Account(), row));
}

/** Those that go on, latest first. */
export async function listSessions(scope: Scope, filter: SessionFilter, page: Page): Promise<Session[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<Session>(
    `select ${sessionColumns} from ${sessionsOfAccounts}
     where s.ended_at is null and s.expires_at > ${bind(new Date(scope.now))}::timestamptz
       and (s.started_at, s.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "")})
       and (${bind(filter.account ?? null)}::text is null or s.account = ${bind(filter.account ?? null)})
       and (${bind(filter.agency ?? null)}::text is null or a.agency = ${bind(filter.agency ?? null)})
     order by s.started_at desc, s.id desc limit ${bind(page.first + 1)}::int`,
    values,
  );
  return rows.map((row) => Object.assign(new Session(), row));
}

/** Latest first. */
export async function listNotes(scope: Scope, account: string | undefined, page: Page): Promise<SecurityNote[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<SecurityNote>(
    `select n.id, n.written_at as "writtenAt", n.written_by as "writtenBy", n.account, n.session, n.reason, n.note from identity.security_note n
     where (n.written_at, n.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
       and (${bind(account ?? null)}::text is null or n.account = ${bind(account ?? null)})
     order by n.written_at desc, n.id desc limit ${bind(page.first + 1)}::int`,
    values,
  );
  return rows.map((row) => Object.assign(new SecurityNote(), row));
}

export type Ending = { readonly reason: SecurityReason; readonly note: string | undefined };

/** Locks the account and ends its sessions; null when it is locked or disabled already. */
export async function lockAccount(scope: Scope, account: Account, ending: Ending): Promise<Account | null> {
  const [row] = await scope.db.query<{ readonly done: boolean }>("select identity.officer_locks_account($1, $2, $3) as done", [account.id, ending.reason, ending.note ?? null]);
  if (row?.done !== true) return null;
  accountById(scope).clear(account.id);
  return accountById(scope).load(account.id);
}

/** Ends the session; null when it has ended already. */
export async function revokeSession(scope: Scope, session: Session, ending: Ending): Promise<Session | null> {
  const [row] = await scope.db.query<{ readonly done: boolean }>("select identity.officer_revokes_session($1, $2, $3) as done", [session.id, ending.reason, ending.note ?? null]);
  if (row?.done !== true) return null;
  sessionById(scope).clear(session.id);
  return sessionById(scope).load(session.id);
}
