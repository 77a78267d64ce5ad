/** How the OpenID library is set up: code with PKCE for the portal, client credentials for data providers, and nothing else. Who may log in: see log-in.ts. */
import { type AccessToken, type ClientCredentials, type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { loadAccount } from "../accounts/store.js";
import { dutyTable } from "@epigraph/authz";
import type { Database } from "../database.js";
import type { KeyRing } from "../keys/signing-keys.js";
import { limits } from "../limits.js";
import type { ProviderPages } from "../pages/provider-pages.js";
import type { Sealer } from "../sealing.js";
import { useSession } from "../sessions/store.js";
import { adapterFor } from "./adapter.js";
import { sessionForClient } from "./client-session.js";
import type { TokenFor } from "./token-for.js";

/** A client in a browser: it has no secret, so it proves itself with PKCE (RFC 9700, 2.1.1). */
export type PublicClient = { readonly id: string; readonly redirectUris: readonly string[]; readonly afterLogOutUris: readonly string[] };

export type ProviderParts = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: () => number;
  readonly issuer: string;
  /** `aud` of access tokens. */
  readonly audience: string;
  readonly clients: readonly PublicClient[];
  readonly pages: ProviderPages;
  /** The address of who asks. */
  readonly addressOf: (ctx: KoaContextWithOIDC) => string;
};

/** The one resource that tokens are for (RFC 8707). */
export const resource = "urn:epigraph:graphql";
export const resourceScope = "graphql";

export function providerConfiguration(parts: ProviderParts, keys: KeyRing, reused: (grantId: string) => void): Configuration {
  const { database, sealer, clock, issuer, audience, pages } = parts;
  const cookie = { signed: true, httpOnly: true, sameSite: "lax", secure: issuer.startsWith("https:"), overwrite: true } as const;
  return {
    adapter: adapterFor({ database, sealer, clock, reused }),
    jwks: { keys: keys.published.map(({ privateJwk }) => privateJwk as Record<string, string>) },
    clients: parts.clients.map(({ id, redirectUris, afterLogOutUris }) => ({
      client_id: id, redirect_uris: [...redirectUris], post_logout_redirect_uris: [...afterLogOutUris], token_endpoint_auth_method: "none", application_type: "web",
      grant_types: ["authorization_code", "refresh_token"], response_types: ["code"],
    })),
    clientDefaults: { id_token_signed_response_alg: "ES256", grant_types: ["authorization_code"], response_types: ["code"], token_endpoint_auth_method: "none" },
    clientAuthMethods: ["none", "client_secret_basic"],
    clientBasedCORS: (_ctx, origin, client) => (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    responseTypes: ["code"],
    scopes: ["openid", "offline_access"],
    pkce: { required: () => true },
    cookies: { names: { session: "epigraph_session", interaction: "epigraph_log_in", resume: "epigraph_resume" }, keys: [sealer.cookieKey], long: cookie, short: cookie },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: pages.logOut, postLogoutSuccessSource: pages.loggedOut },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, asked) => {
          if (asked !== resource) throw new errors.InvalidTarget();
          return { scope: resourceScope, audience, accessTokenTTL: limits.accessToken, accessTokenFormat: "jwt", jwt: { sign: { alg: "ES256", kid: keys.signing.kid } } };
        },
      },
    },
    ttl: {
      AccessToken: limits.accessToken,
      ClientCredentials: limits.accessToken,
      IdToken: limits.accessToken,
      AuthorizationCode: limits.authorizationCode,
      Interaction: limits.logIn,
      Grant: limits.session,
      Session: limits.session,
      RefreshToken: (_ctx, token) => Math.max(1, Math.min(limits.sessionIdle, (token.iiat ?? Math.floor(Date.now() / 1000)) + limits.session - Math.floor(Date.now() / 1000))),
    },
    expiresWithSession: () => true, // log-out ends what it began
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: () => true,
    interactions: { policy: policy(parts), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_ctx, id) => {
      const account = await loadAccount(database.query, id);
      return account?.state === "active" ? { accountId: account.id, claims: () => ({ sub: account.id }) } : undefined;
    },
    extraTokenClaims: (ctx, token) => claimsOf(parts, ctx, token),
    formats: { customizers: { jwt: (_ctx, _token, { payload }) => void (payload["nbf"] = payload["iat"]) } },
    renderError: pages.error,
  };
}

/** Log-in alone, whenever there is no live session of this client; nobody is asked for consent to work. */
function policy({ database, clock }: ProviderParts): interactionPolicy.DefaultPolicy {
  const made = interactionPolicy.base();
  made.remove("consent");
  made.get("login")?.checks.add(
    new interactionPolicy.Check("session_over", "the session is over", async ({ oidc }) => {
      if (!oidc.session?.accountId) return false; // the library's own check asks for the log-in
      const grantId = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(oidc.client?.clientId ?? "");
      return !oidc.account || grantId === undefined || (await useSession(database.query, grantId, new Date(clock()), limits.sessionIdle)) === undefined;
    }),
  );
  return made;
}

/** What `verifyToken` of authz reads. A token without a live session is refused here, whatever else the library would think of it. */
async function claimsOf(parts: ProviderParts, ctx: KoaContextWithOIDC, token: AccessToken | ClientCredentials): Promise<Record<string, unknown>> {
  const found = "grantId" in token && token.kind === "AccessToken" ? await ofGrant(parts, token.grantId) : await sessionForClient(parts, token.clientId ?? "", parts.addressOf(ctx));
  if (!found) throw new errors.InvalidGrant("the session is over");
  const { account, session, method } = found;
  ctx.state["tokenFor"] = found;
  const lower = account.clearance < dutyTable[account.duty].clearance ? { clearance: account.clearance } : {};
  return { duty: account.duty, agency: account.agency, jurisdictions: account.jurisdictions, sid: session, amr: [method], ...lower };
}

async function ofGrant({ database, clock }: ProviderParts, grantId: string): Promise<TokenFor | undefined> {
  const account = await useSession(database.query, grantId, new Date(clock()), limits.sessionIdle);
  return account && { account, session: grantId, method: "otp" };
}
