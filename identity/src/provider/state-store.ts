/** What the OpenID library keeps between requests, by hashed ids and sealed. */
import type { Query } from "../database.js";

export type StateRow = { readonly model: string; readonly id: Buffer; readonly payload: Buffer; readonly grantId: string | undefined; readonly uid: Buffer | undefined; readonly expiresAt: Date | undefined };

export const upsertState = async (query: Query, { model, id, payload, grantId, uid, expiresAt }: StateRow): Promise<void> =>
  void (await query(
    `insert into identity.provider_state (model, id, payload, grant_id, uid, expires_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (model, id) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`,
    [model, id, payload, grantId ?? null, uid ?? null, expiresAt ?? null],
  ));

export type FoundState = { readonly id: Buffer; readonly payload: Buffer; readonly consumedAt: Date | null };
export async function findState(query: Query, model: string, by: "id" | "uid", name: Buffer, now: Date): Promise<FoundState | undefined> {
  const [row] = await query<FoundState>(
    `select id, payload, consumed_at as "consumedAt" from identity.provider_state where model = $1 and ${by === "id" ? "id" : "uid"} = $2 and (expires_at is null or expires_at > $3)`,
    [model, name, now],
  );
  return row;
}

/** Whether this call was the one that used it up; otherwise whose grant it belongs to. */
export async function consumeState(query: Query, model: string, id: Buffer, now: Date): Promise<"consumed" | { readonly grantId: string | undefined }> {
  const rows = await query("update identity.provider_state set consumed_at = $3 where model = $1 and id = $2 and consumed_at is null returning id", [model, id, now]);
  if (rows.length === 1) return "consumed";
  const [row] = await query<{ readonly grantId: string | null }>(`select grant_id as "grantId" from identity.provider_state where model = $1 and id = $2`, [model, id]);
  return { grantId: row?.grantId ?? undefined };
}

export const removeState = async (query: Query, model: string, id: Buffer): Promise<void> => void (await query("delete from identity.provider_state where model = $1 and id = $2", [model, id]));
export const removeGrantState = async (query: Query, model: string, grantId: string): Promise<void> => void (await query("delete from identity.provider_state where model = $1 and grant_id = $2", [model, grantId]));
export const removeExpiredState = async (query: Query, now: Date): Promise<void> => void (await query("delete from identity.provider_state where expires_at < $1", [now]));
