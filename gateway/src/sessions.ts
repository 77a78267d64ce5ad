/** Which sessions have ended before their tokens did: kept in memory, read from the database over and over. Not who may end one: see identity and the audit subgraph. */
import { clockSkewSeconds, type Instant, longestLifeSeconds as ownLongestLife, type TokenHolder } from "@epigraph/authz";
import type { Revocation, RevocationReader } from "@epigraph/datastore";

export type Revocations = {
  /** Whether the session of this token has ended, or everything that its account held when it was issued. */
  readonly ended: (holder: TokenHolder) => boolean;
  /** For how long nothing could be read, in milliseconds. */
  readonly unreadForMs: () => number;
  readonly close: () => Promise<void>;
};

export type RevocationOptions = {
  readonly clock: () => Instant;
  /** Counts milliseconds and never jumps. */
  readonly uptime: () => number;
  /** How long a token may live at most; 300 if not said. */
  readonly longestLifeSeconds?: number;
  readonly pollMs?: number;
};

/** Polling is the truth: a revocation is known here at most this long after it was committed, and the time of one read. */
const pollMilliseconds = 400;
/** How far back each read goes beyond the one before: rows whose transaction took long, and clocks that differ. */
const overlapMs = 2 * clockSkewSeconds * 1000;
/** From here on the operator is told: tokens of revoked sessions may be taken until they end. */
export const unreadTolerableMs = 5_000;

/**
 * Reads once before it returns, so that no gateway begins with an empty memory, and then for ever. A read that fails changes nothing in the memory: a session that
 * ended stays ended, and for what cannot be read a token lives no longer than it says.
 * @throws what the first read threw
 */
export async function watchRevocations(reader: RevocationReader, { clock, uptime, longestLifeSeconds = ownLongestLife, pollMs = pollMilliseconds }: RevocationOptions): Promise<Revocations> {
  const keepMs = (longestLifeSeconds + 2 * clockSkewSeconds) * 1000; // no token issued before a revocation could live beyond that
  const sessions = new Map<string, Instant>();
  const accounts = new Map<string, Instant>();
  let readAt = uptime() - keepMs;
  let closed = false;
  let reading: Promise<void> | undefined;
  let nudged = false;
  let timer: NodeJS.Timeout | undefined;

  const take = ({ session, account, revokedAt }: Revocation): void => {
    if (session !== null) sessions.set(session, revokedAt);
    if (account !== null) accounts.set(account, Math.max(revokedAt, accounts.get(account) ?? 0));
  };
  const forgetOld = (): void => {
    for (const map of [sessions, accounts]) for (const [id, revokedAt] of map) if (revokedAt + keepMs < clock()) map.delete(id);
  };
  const readOnce = async (): Promise<void> => {
    const begun = uptime();
    const rows = await reader.read(Math.min(begun - readAt + overlapMs, keepMs));
    readAt = begun;
    for (const row of rows) take(row);
    forgetOld();
  };
  const poll = (): void => {
    clearTimeout(timer);
    if (closed) return;
    nudged = false;
    reading = readOnce()
      .catch(() => undefined) // `unreadForMs` tells
      .finally(() => {
        reading = undefined;
        if (nudged) poll();
        else if (!closed) timer = setTimeout(poll, pollMs).unref();
      });
  };

  await readOnce();
  reader.onNotice(() => {
    nudged = true; // while one read is under way, another follows it
    if (reading === undefined) poll();
  });
  poll();
  return {
    ended: ({ principal: { session, account }, issuedAt }) => sessions.has(session) || issuedAt <= (accounts.get(account) ?? -1),
    unreadForMs: () => Math.max(0, uptime() - readAt),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await reading;
      await reader.close();
    },
  };
}
