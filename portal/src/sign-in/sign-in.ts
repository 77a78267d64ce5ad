/** The whole way of a person in and out of the pages: to the issuer and back, again without a page after a reload, out by hand or when time is over. Draws nothing: see app.tsx. */
import type { Fault } from "../edge/fault.js";
import { arrival, departure, type KeptInTab, pendingIn } from "./authorization.js";
import { findEndpoints, type Registration, SignInError } from "./issuer.js";
import { openSession, type Session } from "./session.js";

export type Phase =
  /** `why`: nothing to say on a first visit. */
  | { readonly at: "out"; readonly why?: "signed-out" | "over" | Fault }
  | { readonly at: "going" }
  | { readonly at: "arriving" }
  | { readonly at: "in"; readonly session: Session };

export type SignIn = {
  readonly phase: () => Phase;
  readonly subscribe: (changed: () => void) => () => void;
  readonly signIn: () => Promise<void>;
  /** `over`: nobody asked for it. */
  readonly signOut: (why: "signed-out" | "over") => Promise<void>;
  /** The browser shows the page again from its memory. */
  readonly shownAgain: () => void;
};

export type SignInParts = {
  readonly registration: Registration;
  readonly address: () => { readonly pathname: string; readonly search: string };
  /** Leaves for another page. */
  readonly go: (url: string) => void;
  /** Another address for this page, without leaving it. */
  readonly rename: (path: string) => void;
  readonly storage: KeptInTab;
  readonly language: () => string;
  readonly ask?: typeof fetch;
};

/** In this tab somebody is signed in; says nothing of who. After a reload the issuer is then asked, without a page, whether the session lives. */
const signedInKey = "epigraph-signed-in";
export const callbackPath = "/callback";

/** Looks at once where it stands: back from the issuer, reloaded, or here for the first time. */
export function openSignIn({ registration, address, go, rename, storage, language, ask = fetch }: SignInParts): SignIn {
  const listeners = new Set<() => void>();
  const pending = pendingIn(storage);
  let phase: Phase = { at: "out" };
  const enter = (next: Phase): void => {
    phase = next;
    if (next.at === "in") storage.setItem(signedInKey, "1");
    if (next.at === "out") storage.removeItem(signedInKey);
    for (const changed of listeners) changed();
  };
  const fail = (error: unknown): void => enter({ at: "out", why: { code: error instanceof SignInError ? error.code : "ISSUER_UNREACHABLE" } });

  const leave = async (silent: boolean): Promise<void> => {
    enter({ at: "going" });
    const { pathname, search } = address();
    try {
      go(await departure(registration, await findEndpoints(registration, ask), pending, { returnTo: pathname === callbackPath ? "/" : pathname + search, silent, language: language() }));
    } catch (error) {
      fail(error);
    }
  };

  const arrive = async (): Promise<void> => {
    enter({ at: "arriving" });
    const { search } = address();
    rename("/"); // no code stays in the address or the history, whatever comes of it
    try {
      const arrived = await arrival(registration, pending, search, ask);
      rename(isOwnPath(arrived.returnTo) ? arrived.returnTo : "/");
      if (arrived.outcome === "refused") return enter({ at: "out", why: arrived.refusal === "login_required" ? "over" : { code: "GRANT_REFUSED" } });
      enter({ at: "in", session: openSession({ registration, endpoints: arrived.endpoints, tokens: arrived.tokens, over: () => enter({ at: "out", why: "over" }), ask }) });
    } catch (error) {
      fail(error);
    }
  };

  if (address().pathname === callbackPath) void arrive();
  else if (storage.getItem(signedInKey) !== null) void leave(true);

  return {
    phase: () => phase,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    signIn: () => leave(false),
    signOut: async (why) => {
      const session = phase.at === "in" ? phase.session : undefined;
      enter({ at: "out", why });
      await session?.signOut();
    },
    shownAgain: () => {
      if (phase.at === "going") enter({ at: "out" });
    },
  };
}

/** A path of these pages, not an address that a browser would take for another host's. */
const isOwnPath = (path: string): boolean => /^\/(?![/\\])/.test(path);
