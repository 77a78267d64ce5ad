/** Changes that wait for their second administrator. */
import type { Query } from "../database.js";
import type { ChangeKind, PendingChange, RequestedChange } from "./requested-change.js";

type Row = { readonly id: string; readonly kind: ChangeKind; readonly account: string; readonly change: RequestedChange; readonly requested_by: string; readonly expires_at: Date; readonly over: boolean };
const columns = "id, kind, account, change, requested_by, expires_at, confirmed_at is not null or withdrawn_at is not null as over";
const changeOf = ({ id, account, change, requested_by: requestedBy, expires_at: expiresAt, over }: Row): PendingChange => ({ id, account, change, requestedBy, expiresAt, over });

export async function insertChange(query: Query, { id, account, change, requestedBy, expiresAt }: PendingChange, now: Date): Promise<void> {
  await query("insert into identity.account_change (id, kind, account, change, requested_by, requested_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)", [id, change.kind, account, JSON.stringify(change), requestedBy, now, expiresAt]);
}

/** Keeps a second confirmation waiting until the transaction is over. */
export async function lockChange(query: Query, id: string): Promise<PendingChange | undefined> {
  const [row] = await query<Row>(`select ${columns} from identity.account_change where id::text = $1 for update`, [id]);
  return row && changeOf(row);
}

export const markConfirmed = async (query: Query, id: string, by: string, now: Date): Promise<void> => void (await query("update identity.account_change set confirmed_by = $2, confirmed_at = $3 where id = $1", [id, by, now]));

export const pendingChanges = async (query: Query, now: Date): Promise<PendingChange[]> =>
  (await query<Row>(`select ${columns} from identity.account_change where confirmed_at is null and withdrawn_at is null and expires_at > $1 order by requested_at`, [now])).map(changeOf);
