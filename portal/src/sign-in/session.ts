/** A signed-in person's tokens, in memory only: renewed while somebody works, forgotten after. Decides nothing: what a token opens, the door decides. */
import { type Endpoints, type Registration, revoke, SignInError, type Tokens, tokensForRefresh } from "./issuer.js";

/** Who is signed in, as the token says it. Shown, never believed: the door reads the token itself. */
export type Person = { readonly account: string; readonly duty: string; readonly agency: string };

export type Session = {
  readonly person: Person;
  /** A token that is good for a while still. @throws SignInError when there is none any more */
  readonly token: () => Promise<string>;
  /** The last token was refused: the next one is another. */
  readonly discard: (token: string) => void;
  /** Ends it here and at the issuer. */
  readonly signOut: () => Promise<void>;
};

export type SessionParts = { readonly registration: Registration; readonly endpoints: Endpoints; readonly tokens: Tokens; /** Told once, when the session is over without having been asked to end. */ readonly over: () => void; readonly clock?: () => number; readonly ask?: typeof fetch };

/** A token is renewed so long before it ends, so that it does not end on the way. */
const renewBeforeMs = 30_000;

export function openSession({ registration, endpoints, tokens, over, clock = Date.now, ask = fetch }: SessionParts): Session {
  let current: Tokens | undefined = tokens;
  let renewing: Promise<string> | undefined;

  const renew = async (refresh: string): Promise<string> => {
    try {
      const next = await tokensForRefresh(registration, endpoints, refresh, ask);
      if (current === undefined) throw new SignInError("GRANT_REFUSED", "the session is over: sign in again"); // signed out meanwhile
      current = next;
      return next.access;
    } catch (error) {
      if (error instanceof SignInError && error.code === "GRANT_REFUSED" && current !== undefined) {
        current = undefined;
        over();
      }
      throw error;
    } finally {
      renewing = undefined;
    }
  };

  return {
    person: personIn(tokens.access),
    token: () => {
      if (current === undefined) return Promise.reject(new SignInError("GRANT_REFUSED", "the session is over: sign in again"));
      if (current.expiresAt - renewBeforeMs > clock()) return Promise.resolve(current.access);
      if (current.refresh === undefined) {
        current = undefined;
        over();
        return Promise.reject(new SignInError("GRANT_REFUSED", "the session is over: sign in again"));
      }
      renewing ??= renew(current.refresh); // a refresh token is good once: whoever waits, waits for the same
      return renewing;
    },
    discard: (token) => {
      if (current?.access === token) current = { ...current, expiresAt: 0 };
    },
    signOut: async () => {
      const { refresh } = current ?? {};
      current = undefined;
      if (refresh !== undefined) await revoke(registration, endpoints, refresh, ask).catch(() => undefined);
    },
  };
}

/** What the token says of its holder (docs/identity.md); empty where it says nothing. */
export function personIn(token: string): Person {
  const claims = claimsIn(token);
  const said = (name: string): string => (typeof claims[name] === "string" ? claims[name] : "");
  return { account: said("sub"), duty: said("duty"), agency: said("agency") };
}

function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    const bytes = Uint8Array.from(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
