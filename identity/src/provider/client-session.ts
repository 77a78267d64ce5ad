/** The session of a data provider: begun by the first token, and gone on with until it ends. */
import { randomUUID } from "node:crypto";
import { loadAccount } from "../accounts/store.js";
import type { Database } from "../database.js";
import { limits } from "../limits.js";
import { sessionOfClient, startSession, useSession } from "../sessions/store.js";
import type { TokenFor } from "./token-for.js";

type Parts = { readonly database: Database; readonly clock: () => number };

/** The client has the account's id. */
export async function sessionForClient({ database, clock }: Parts, clientId: string, address: string): Promise<TokenFor | undefined> {
  const account = await loadAccount(database.query, clientId);
  if (account?.state !== "active" || account.duty !== "data-provider") return undefined;
  const now = new Date(clock());
  const known = await sessionOfClient(database.query, clientId, address, now);
  if (known !== undefined && (await useSession(database.query, known, now, limits.session))) return { account, session: known, method: "client" };
  const session = randomUUID();
  await startSession(database.query, { id: session, account: account.id, clientId, authenticatedBy: "client", address, startedAt: now, expiresAt: new Date(now.getTime() + limits.session * 1000) });
  return { account, session, method: "client" };
}
