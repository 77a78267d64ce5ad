/** The way to the identity provider and back: authorization code with PKCE (RFC 6749, 7636; RFC 9700). What comes after, tokens in memory: see session.ts. */
import { type Endpoints, findEndpoints, type Registration, SignInError, tokensForCode, type Tokens } from "./issuer.js";
import { newProofKey, randomText } from "./proof-key.js";

/** What is kept of a sign-in that is under way, in this tab only: no token. */
export type Pending = { readonly state: string; readonly verifier: string; readonly returnTo: string; /** Whether the issuer was asked to answer without a page. */ readonly silent: boolean };
export type PendingStore = { readonly keep: (pending: Pending) => void; /** Gives it once. */ readonly take: () => Pending | undefined };

/** What of a browser's storage is used. */
export type KeptInTab = { readonly getItem: (key: string) => string | null; readonly setItem: (key: string, value: string) => void; readonly removeItem: (key: string) => void };

/** `sessionStorage`, which ends with the tab. */
export const pendingIn = (storage: KeptInTab): PendingStore => ({
  keep: (pending) => storage.setItem(pendingKey, JSON.stringify(pending)),
  take: () => {
    const kept = storage.getItem(pendingKey);
    storage.removeItem(pendingKey);
    return kept === null ? undefined : (JSON.parse(kept) as Pending);
  },
});

const pendingKey = "epigraph-sign-in";

export type Departure = { readonly returnTo: string; readonly silent?: boolean; readonly language: string };

/** The address at the issuer to go to. */
export async function departure(registration: Registration, endpoints: Endpoints, pending: PendingStore, { returnTo, silent = false, language }: Departure): Promise<string> {
  const { verifier, challenge } = await newProofKey();
  const state = randomText();
  pending.keep({ state, verifier, returnTo, silent });
  const url = new URL(endpoints.authorization);
  const asked = { client_id: registration.clientId, redirect_uri: registration.redirectUri, response_type: "code", scope: "openid", state, code_challenge: challenge, code_challenge_method: "S256", ui_locales: language };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  if (silent) url.searchParams.set("prompt", "none");
  return url.href;
}

export type Arrival =
  | { readonly outcome: "tokens"; readonly tokens: Tokens; readonly endpoints: Endpoints; readonly returnTo: string }
  /** `refusal`: the issuer's word, such as `login_required`. */
  | { readonly outcome: "refused"; readonly refusal: string; readonly returnTo: string };

/**
 * What the issuer sent back, `search` being the address's query. Nothing is done with an answer that this tab did not ask for.
 * @throws SignInError
 */
export async function arrival(registration: Registration, pending: PendingStore, search: string, ask: typeof fetch = fetch): Promise<Arrival> {
  const said = new URLSearchParams(search);
  const kept = pending.take();
  const issuer = said.get("iss") ?? registration.issuer; // RFC 9207: another issuer's answer is not ours
  if (kept === undefined || said.get("state") !== kept.state || issuer !== registration.issuer) throw new SignInError("ANSWER_FOREIGN", "this sign-in was not begun here: sign in again");
  const code = said.get("code");
  if (code === null) return { outcome: "refused", refusal: said.get("error") ?? "no_code", returnTo: kept.returnTo };
  const endpoints = await findEndpoints(registration, ask);
  return { outcome: "tokens", tokens: await tokensForCode(registration, endpoints, code, kept.verifier, ask), endpoints, returnTo: kept.returnTo };
}
