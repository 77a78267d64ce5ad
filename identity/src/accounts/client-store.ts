/** The data providers' clients. */
import type { Query } from "../database.js";

export async function upsertClient(query: Query, { id, agency, account, secretHash }: { readonly id: string; readonly agency: string; readonly account: string; readonly secretHash: Buffer }, now: Date): Promise<void> {
  await query(
    `insert into identity.client (id, kind, agency, account, secret_hash, created_at) values ($1, 'confidential', $2, $3, $4, $5)
     on conflict (id) do update set agency = excluded.agency, secret_hash = excluded.secret_hash, disabled_at = null`,
    [id, agency, account, secretHash, now],
  );
}

/** Whether the account is a program's, which has a secret and no password. */
export async function isClient(query: Query, account: string): Promise<boolean> {
  return (await query<{ readonly id: string }>("select c.id from identity.client c where c.account = $1 and c.kind = 'confidential'", [account])).length > 0;
}

/** The hash of the secret, in hex, of a client whose account is active. */
export async function findClient(query: Query, id: string): Promise<{ readonly id: string; readonly secretHash: string } | undefined> {
  const [row] = await query<{ readonly id: string; readonly secretHash: string }>(
    `select c.id, encode(c.secret_hash, 'hex') as "secretHash" from identity.client c join identity.account a on a.id = c.account
     where c.id = $1 and c.kind = 'confidential' and c.disabled_at is null and a.state = 'active'`,
    [id],
  );
  return row;
}
