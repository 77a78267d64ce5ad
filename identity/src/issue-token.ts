/** A token without a browser, for an account of the demo: in a session of its own and recorded like every other. */
import { createPrivateKey, randomUUID } from "node:crypto";
import { dutyTable, signToken, type TokenAuthority } from "@epigraph/authz";
import { isClient } from "./accounts/client-store.js";
import { loadAccount } from "./accounts/store.js";
import { IdentityError } from "./error.js";
import { turnKeys } from "./keys/signing-keys.js";
import { limits } from "./limits.js";
import type { LogInParts } from "./log-in.js";
import { startSession } from "./sessions/store.js";

/** `seconds`: how long it is valid; the gateway takes 300 at most. @throws IdentityError ACCOUNT_STATE, LedgerError */
export async function issueToken(parts: LogInParts, id: string, authority: TokenAuthority, seconds: number): Promise<string> {
  const now = parts.clock();
  const { signing } = await turnKeys(parts.database, parts.sealer, new Date(now));
  return parts.database.together(async (query) => {
    const account = await loadAccount(query, id);
    if (account?.state !== "active") throw new IdentityError("ACCOUNT_STATE", "there is no such account, or it is locked or disabled");
    const session = randomUUID();
    const method = (await isClient(query, account.id)) ? "client" : "otp";
    await startSession(query, { id: session, account: account.id, clientId: "console", authenticatedBy: method, address: "console", startedAt: new Date(now), expiresAt: new Date(now + seconds * 1000) });
    await parts.journal(query, { kind: "token", account, session, authenticatedBy: method, address: "console" });
    const { duty, agency, jurisdictions, clearance } = account;
    const lower = clearance < dutyTable[duty].clearance ? { clearance } : {};
    const key = { kid: signing.kid, privateKey: createPrivateKey({ key: signing.privateJwk, format: "jwk" }) };
    return signToken({ account: account.id, duty, agency, jurisdictions, session, authenticatedBy: method, ...lower }, authority, key, now, Math.min(seconds, limits.session));
  });
}
