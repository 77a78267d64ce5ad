/** One-time links, by the keyed hash of their secret. */
import type { Query } from "../database.js";

/** What the holder sets; what is not set anew is asked for, so that the link alone lets nobody in. */
export type EnrolmentWhat = "all" | "password" | "totp";

type New = { readonly key: Buffer; readonly account: string; readonly what: EnrolmentWhat; readonly expiresAt: Date };
export const insertInvitation = async (query: Query, { key, account, what, expiresAt }: New, now: Date): Promise<void> =>
  void (await query("insert into identity.enrolment (key, account, what, created_at, expires_at) values ($1, $2, $3, $4, $5)", [key, account, what, now, expiresAt]));

/** Of an account: no earlier link works any more. */
export const endInvitations = async (query: Query, account: string, now: Date): Promise<void> => void (await query("update identity.enrolment set used_at = $2 where account = $1 and used_at is null", [account, now]));

export type Found = { readonly account: string; readonly what: EnrolmentWhat; readonly sealedCodeSecret: Buffer | null };
/** One that still works; nobody else uses it until the transaction is over. */
export async function findInvitation(query: Query, key: Buffer, now: Date, mostFailures: number): Promise<Found | undefined> {
  const [row] = await query<Found>(
    `select account, what, sealed_totp_secret as "sealedCodeSecret" from identity.enrolment where key = $1 and used_at is null and expires_at > $2 and failures < $3 for update`,
    [key, now, mostFailures],
  );
  return row;
}

export const keepCodeSecret = async (query: Query, key: Buffer, sealed: Buffer): Promise<void> => void (await query("update identity.enrolment set sealed_totp_secret = $2 where key = $1", [key, sealed]));
export const countFailure = async (query: Query, key: Buffer): Promise<void> => void (await query("update identity.enrolment set failures = failures + 1 where key = $1", [key]));
export const markUsed = async (query: Query, key: Buffer, now: Date): Promise<void> => void (await query("update identity.enrolment set used_at = $2, sealed_totp_secret = null where key = $1", [key, now]));
