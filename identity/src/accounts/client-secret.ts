/** The secret with which a data provider asks for tokens: 256 random bits, of which only the hash is kept. Not memory-hard: nobody guesses it, and it is checked with every token. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Query } from "../database.js";
import type { Account } from "./account.js";
import { upsertClient } from "./client-store.js";

export type ClientSecret = { readonly clientId: string; readonly secret: string };

/** The client has the account's id; an older secret stops working. */
export async function newClientSecret(query: Query, account: Account, now: Date): Promise<ClientSecret> {
  const secret = randomBytes(32).toString("base64url");
  await keepClientSecret(query, account, secret, now);
  return { clientId: account.id, secret };
}

/** A secret that was made elsewhere, at random. */
export async function keepClientSecret(query: Query, { id, agency }: Pick<Account, "id" | "agency">, secret: string, now: Date): Promise<void> {
  await upsertClient(query, { id, agency, account: id, secretHash: hashOf(secret) }, now);
}

export const hashOf = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** In constant time. `hash`: as hex, as the provider keeps it. */
export const isSecret = (secret: string, hash: string): boolean => {
  const expected = Buffer.from(hash, "hex");
  const found = hashOf(secret);
  return expected.length === found.length && timingSafeEqual(expected, found);
};
