/** Where signing keys are kept. */
import type { JsonWebKey } from "node:crypto";
import type { Query } from "../database.js";

export type KeyRow = { readonly kid: string; readonly publicJwk: JsonWebKey; readonly sealed: Buffer; readonly signsFrom: Date; readonly signsUntil: Date | undefined; readonly publishedUntil: Date | undefined };

/** One process at a time makes keys. */
export const lockKeys = async (query: Query): Promise<void> => void (await query("select pg_advisory_xact_lock(7215530045)"));

type Row = { readonly kid: string; readonly public_jwk: JsonWebKey; readonly sealed_private_jwk: Buffer; readonly signs_from: Date; readonly signs_until: Date | null; readonly published_until: Date | null };

/** Oldest first. */
export async function listKeys(query: Query): Promise<KeyRow[]> {
  const rows = await query<Row>("select kid, public_jwk, sealed_private_jwk, signs_from, signs_until, published_until from identity.signing_key order by signs_from, kid");
  return rows.map((row) => ({ kid: row.kid, publicJwk: row.public_jwk, sealed: row.sealed_private_jwk, signsFrom: row.signs_from, signsUntil: row.signs_until ?? undefined, publishedUntil: row.published_until ?? undefined }));
}

export const insertKey = async (query: Query, { kid, publicJwk, sealed, signsFrom }: KeyRow, now: Date): Promise<void> =>
  void (await query("insert into identity.signing_key (kid, public_jwk, sealed_private_jwk, created_at, signs_from) values ($1, $2, $3, $4, $5)", [kid, JSON.stringify(publicJwk), sealed, now, signsFrom]));

export const retireKey = async (query: Query, kid: string, signsUntil: Date, publishedUntil: Date): Promise<void> =>
  void (await query("update identity.signing_key set signs_until = $2, published_until = $3 where kid = $1", [kid, signsUntil, publishedUntil]));

export const removeKeys = async (query: Query, now: Date): Promise<void> => void (await query("delete from identity.signing_key where published_until <= $1", [now]));
