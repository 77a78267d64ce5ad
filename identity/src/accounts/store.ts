/** What is asked of PostgreSQL about accounts. Decides nothing. */
import type { Clearance, Duty } from "@epigraph/authz";
import type { Query } from "../database.js";
import type { Account, AccountState } from "./account.js";

const columns = "id, login, duty, clearance, agency, jurisdictions, state, holder, password_hash, totp_secret";
type Row = {
  readonly id: string; readonly login: string; readonly duty: Duty; readonly clearance: Clearance; readonly agency: string; readonly jurisdictions: readonly string[];
  readonly state: AccountState; readonly holder: Buffer; readonly password_hash: string | null; readonly totp_secret: Buffer | null;
};

const accountOf = (row: Row): Account => ({
  id: row.id, login: row.login, duty: row.duty, clearance: row.clearance, agency: row.agency, jurisdictions: row.jurisdictions, state: row.state, holder: row.holder,
  passwordHash: row.password_hash ?? undefined, codeSecret: row.totp_secret ?? undefined,
});
const first = ([row]: readonly Row[]): Account | undefined => row && accountOf(row);

export const loadAccount = async (query: Query, id: string): Promise<Account | undefined> => first(await query<Row>(`select ${columns} from identity.account where id = $1`, [id]));
/** Keeps others from changing it until the transaction is over. */
export const lockRow = async (query: Query, id: string): Promise<Account | undefined> => first(await query<Row>(`select ${columns} from identity.account where id = $1 for update`, [id]));
export const findByLogin = async (query: Query, login: string): Promise<Account | undefined> => first(await query<Row>(`select ${columns} from identity.account where login = $1`, [login]));
export const listAccounts = async (query: Query): Promise<Account[]> => (await query<Row>(`select ${columns} from identity.account order by login`)).map(accountOf);
/** All of one person's accounts that could be used or become usable again. */
export const accountsOfHolder = async (query: Query, holder: Buffer): Promise<Account[]> =>
  (await query<Row>(`select ${columns} from identity.account where holder = $1 and state <> 'disabled'`, [holder])).map(accountOf);

/** Two changes of one person's accounts at once would each not see the other: the second waits. */
export const lockHolder = async (query: Query, holder: Buffer): Promise<void> => void (await query("select pg_advisory_xact_lock(hashtextextended($1, 7215530043))", [holder.toString("hex")]));

/** Administrators that are there or are to come: the first ones are made only where there is none. */
export async function countAdministrators(query: Query): Promise<number> {
  await query("select pg_advisory_xact_lock(7215530044)");
  const [row] = await query<{ readonly count: number }>("select count(*)::int as count from identity.account where duty = 'system-administrator' and state <> 'disabled'");
  return row?.count ?? 0;
}

export async function insertAccount(query: Query, account: Account, now: Date): Promise<void> {
  await query(
    `insert into identity.account (${columns}, created_at, changed_at) values ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10, $11, $11)`,
    [account.id, account.login, account.duty, account.clearance, account.agency, account.jurisdictions, account.state, account.holder, account.passwordHash ?? null, account.codeSecret ?? null, now],
  );
}

/** Writes what an administrator or the holder may change; the code's last step starts anew with a new secret. */
export async function updateAccount(query: Query, account: Account, now: Date): Promise<void> {
  await query(
    `update identity.account set duty = $2, clearance = $3, agency = $4, jurisdictions = $5::text[], state = $6, password_hash = $7,
       totp_last_step = case when totp_secret is not distinct from $8 then totp_last_step end, totp_secret = $8, changed_at = $9 where id = $1`,
    [account.id, account.duty, account.clearance, account.agency, account.jurisdictions, account.state, account.passwordHash ?? null, account.codeSecret ?? null, now],
  );
}

/** The costs of all passwords that are kept, as they stand in the hashes. */
export async function storedPasswordCosts(query: Query): Promise<string[]> {
  const rows = await query<{ readonly cost: string }>("select distinct split_part(password_hash, '$', 3) as cost from identity.account where password_hash is not null");
  return rows.map(({ cost }) => cost);
}

/** The same password at another cost; another password that was set meanwhile stays. */
export const renewPasswordHash = async (query: Query, { id, passwordHash }: Account, renewed: string): Promise<void> =>
  void (await query("update identity.account set password_hash = $2 where id = $1 and password_hash = $3", [id, renewed, passwordHash ?? null]));

/** Whether this step's code was still unused; from now on neither it nor an older one counts (RFC 6238, 5.2). */
export async function useStep(query: Query, account: string, step: number): Promise<boolean> {
  const rows = await query("update identity.account set totp_last_step = $2 where id = $1 and (totp_last_step is null or totp_last_step < $2) returning id", [account, step]);
  return rows.length === 1;
}

/** Ends all sessions of an account and every token issued so far. */
export const endSessions = async (query: Query, account: string, reason: string, by: string): Promise<void> => void (await query("select identity.end_sessions($1, $2, $3)", [account, reason, by]));
export const endGrants = async (query: Query, account: string, reason: string): Promise<void> => void (await query("select identity.end_grants($1, $2)", [account, reason]));
/** Whether it was locked by this call. */
export async function lockAccount(query: Query, account: string, reason: string, by: string): Promise<boolean> {
  const [row] = await query<{ readonly locked: boolean }>("select identity.lock_account($1, $2, $3) as locked", [account, reason, by]);
  return row?.locked === true;
}
