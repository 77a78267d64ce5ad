/** The identity provider as the pages see it: where it is (OpenID Connect Discovery 1.0), and its answers to a code and to a refresh token. Keeps nothing: see session.ts. */

/** Who issues tokens, as what the pages are known there, and where they get their codes. */
export type Registration = { readonly issuer: string; readonly clientId: string; readonly redirectUri: string };

export type Endpoints = { readonly authorization: string; readonly token: string; readonly revocation: string | undefined };

/** What an issuer answers to a code or a refresh token; `expiresAt` in milliseconds of this browser's clock. */
export type Tokens = { readonly access: string; readonly refresh: string | undefined; readonly expiresAt: number };

export type SignInFault =
  /** No answer, or one of a server in trouble: may work later. */
  | "ISSUER_UNREACHABLE"
  /** The session is over, or the code was used before. */
  | "GRANT_REFUSED"
  /** The answer is not for what this browser asked. */
  | "ANSWER_FOREIGN";

/** Why there is no token. `code` is closed, the message says nothing of a person. */
export class SignInError extends Error {
  readonly code: SignInFault;

  constructor(code: SignInFault, message: string) {
    super(message);
    this.name = "SignInError";
    this.code = code;
  }
}

/** @throws SignInError ISSUER_UNREACHABLE */
export async function findEndpoints({ issuer }: Registration, ask: typeof fetch = fetch): Promise<Endpoints> {
  const said = await json(ask(`${issuer}/.well-known/openid-configuration`, { credentials: "omit" }));
  const endpoint = (name: string): string | undefined => (typeof said[name] === "string" ? said[name] : undefined);
  const [authorization, token] = [endpoint("authorization_endpoint"), endpoint("token_endpoint")];
  if (authorization === undefined || token === undefined || said["issuer"] !== issuer) throw new SignInError("ISSUER_UNREACHABLE", "the identity provider does not say where it is: see its configuration");
  return { authorization, token, revocation: endpoint("revocation_endpoint") };
}

/** @throws SignInError GRANT_REFUSED, ISSUER_UNREACHABLE */
export function tokensForCode({ clientId, redirectUri }: Registration, endpoints: Endpoints, code: string, verifier: string, ask: typeof fetch = fetch): Promise<Tokens> {
  return tokens(endpoints, { grant_type: "authorization_code", client_id: clientId, code, redirect_uri: redirectUri, code_verifier: verifier }, ask);
}

/** @throws SignInError GRANT_REFUSED, ISSUER_UNREACHABLE */
export function tokensForRefresh({ clientId }: Registration, endpoints: Endpoints, refresh: string, ask: typeof fetch = fetch): Promise<Tokens> {
  return tokens(endpoints, { grant_type: "refresh_token", client_id: clientId, refresh_token: refresh }, ask);
}

/** Ends the session at the issuer (RFC 7009): a refresh token is revoked with all that it began. */
export async function revoke({ clientId }: Registration, { revocation }: Endpoints, refresh: string, ask: typeof fetch = fetch): Promise<void> {
  if (revocation === undefined) return;
  await ask(revocation, { method: "POST", credentials: "omit", body: new URLSearchParams({ client_id: clientId, token: refresh, token_type_hint: "refresh_token" }) });
}

async function tokens({ token }: Endpoints, form: Readonly<Record<string, string>>, ask: typeof fetch): Promise<Tokens> {
  const askedAt = Date.now();
  const said = await json(ask(token, { method: "POST", credentials: "omit", body: new URLSearchParams(form) }));
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = said;
  if (typeof access !== "string" || typeof seconds !== "number") throw new SignInError("ISSUER_UNREACHABLE", "the identity provider's answer holds no token: see its configuration");
  return { access, refresh: typeof refresh === "string" ? refresh : undefined, expiresAt: askedAt + seconds * 1000 };
}

async function json(asked: Promise<Response>): Promise<Readonly<Record<string, unknown>>> {
  const response = await asked.catch(() => undefined);
  if (response !== undefined && response.status >= 400 && response.status < 500 && response.status !== 429) throw new SignInError("GRANT_REFUSED", "the identity provider gives no token: sign in again");
  const said: unknown = response?.ok ? await response.json().catch(() => undefined) : undefined;
  if (typeof said !== "object" || said === null) throw new SignInError("ISSUER_UNREACHABLE", "the identity provider does not answer: try again in a moment");
  return said as Readonly<Record<string, unknown>>;
}
