/** Around the library: every token, refusal and log-out is recorded before its answer leaves, and what was misused ends. Decides nothing about who may have a token. */
import type { Writer } from "@epigraph/ledger";
import type { KoaContextWithOIDC } from "oidc-provider";
import { loadAccount } from "../accounts/store.js";
import type { Database } from "../database.js";
import type { EventKind, Journal } from "../journal.js";
import { endSession } from "../sessions/store.js";
import type { TokenFor } from "./token-for.js";

export type RecordedParts = { readonly database: Database; readonly journal: Journal; readonly ledger: Writer; readonly clock: () => number; readonly addressOf: (ctx: KoaContextWithOIDC) => string; readonly report: (line: string) => void };

/** Grants that ended while one request was answered: the library tells of them through events. */
const endedGrants = (ctx: KoaContextWithOIDC): string[] => (ctx.state["endedGrants"] as string[] | undefined) ?? (ctx.state["endedGrants"] = [] as string[]);
export const noteEndedGrant = (ctx: KoaContextWithOIDC, grantId: string): void => void endedGrants(ctx).push(grantId);

const recordedPaths = ["/token", "/token/revocation", "/session/end/confirm"];

export function recorded(parts: RecordedParts): (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void> {
  return async (ctx, next) => {
    if (ctx.method !== "POST" || !recordedPaths.includes(ctx.path)) return next();
    if (!(await parts.ledger.ready())) return unavailable(ctx); // before a refresh token is used up for nothing
    await next();
    try {
      await record(parts, ctx);
    } catch {
      parts.report("identity: the access log cannot be written, so an answer was kept back");
      unavailable(ctx);
    }
  };
}

async function record(parts: RecordedParts, ctx: KoaContextWithOIDC): Promise<void> {
  const address = parts.addressOf(ctx);
  const isToken = ctx.path === "/token";
  const kind = isToken ? tokenKind(ctx) : "log-out";
  await parts.database.together(async (query) => {
    const ended = [...new Set(endedGrants(ctx))];
    for (const session of ended) {
      const id = await endSession(query, session, kind, "identity", new Date(parts.clock()));
      const account = id === undefined ? undefined : await loadAccount(query, id);
      if (account) await parts.journal(query, { kind, account, session, address, authenticatedBy: "otp" });
    }
    if (!isToken || ended.length > 0) return;
    const found = ctx.state["tokenFor"] as TokenFor | undefined;
    const account = found?.account ?? (await accountOf(ctx, query));
    await parts.journal(query, { kind, account, address, ...(found && ctx.status === 200 ? { session: found.session, authenticatedBy: found.method } : {}) });
  });
}

function tokenKind(ctx: KoaContextWithOIDC): EventKind {
  const refresh = ctx.oidc.params?.["grant_type"] === "refresh_token";
  if (endedGrants(ctx).length > 0) return "refresh-reused";
  if (ctx.status === 200) return refresh ? "refresh" : "token";
  return refresh ? "refresh-refused" : "token-refused";
}

/** Of a refusal: whoever the token or the client belongs to, if that is known. */
async function accountOf({ oidc }: KoaContextWithOIDC, query: Parameters<Journal>[0]): Promise<Awaited<ReturnType<typeof loadAccount>>> {
  const { RefreshToken: refreshToken, AuthorizationCode: code, Client: client } = oidc.entities;
  const id = refreshToken?.accountId ?? code?.accountId ?? client?.clientId;
  return id === undefined ? undefined : loadAccount(query, id);
}

function unavailable(ctx: KoaContextWithOIDC): void {
  ctx.status = 503;
  ctx.remove("set-cookie");
  ctx.remove("location");
  ctx.set("cache-control", "no-store");
  ctx.body = { error: "temporarily_unavailable", error_description: "the access log cannot be written: try again later" };
}
