/** The token issuer's public keys, read again and again, because issuers change them. Where from is said by whoever follows: a URL, or our own database. */
import { type KeyFinder, keysOf } from "@epigraph/authz";

export type FollowedKeys = { readonly keyOf: KeyFinder; readonly close: () => Promise<void> };

/** Our own issuer publishes a key a day before it signs; others at least some minutes. */
const everyMs = 60_000;
/** While there are none. */
const soonMs = 2_000;
/** After so long without an answer the keys are no longer believed: the issuer may have taken one back. */
const longestMs = 86_400_000;

export type FollowOptions = { readonly clock: () => number; readonly report: (line: string) => void; readonly everyMs?: number; readonly soonMs?: number };

/** Waits for the first reading, but not for its success: until there are keys, every token is refused. `read` resolves to a JSON Web Key Set. */
export async function followKeys(read: () => Promise<string>, { clock, report, ...every }: FollowOptions): Promise<FollowedKeys> {
  let known: { readonly text: string; readonly keyOf: KeyFinder; readonly at: number } | undefined;
  let failing = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();

  const readOnce = async (): Promise<void> => {
    try {
      const text = await read();
      known = { text, keyOf: known?.text === text ? known.keyOf : keysOf(text), at: clock() };
      failing = false;
    } catch {
      if (!failing) report("the token issuer's keys cannot be read: tokens are checked with those known so far; is the issuer there?");
      failing = true;
    }
  };
  const again = (): void => {
    if (closed) return;
    const pause = failing || known === undefined ? (every.soonMs ?? soonMs) : (every.everyMs ?? everyMs);
    timer = setTimeout(() => void (reading = readOnce().then(again)), pause).unref();
  };
  await readOnce();
  again();
  return {
    keyOf: (kid, now) => {
      if (known === undefined || known.at + longestMs < clock()) throw new RangeError("the token issuer's keys are not known");
      return known.keyOf(kid, now);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await reading;
    },
  };
}

const longestSet = 65_536;

/** Fetches a key set. Redirects are not followed: they could lead out of https. */
export const fetchKeySet =
  (url: string): (() => Promise<string>) =>
  async () => {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(5_000), headers: { accept: "application/jwk-set+json, application/json" } });
    const text = response.ok ? await response.text() : "";
    if (text === "" || text.length > longestSet) throw new RangeError("no key set");
    return text;
  };

/** https, or http on this machine. */
export function isKeySetUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" || (url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname));
}
