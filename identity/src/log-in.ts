/** One log-in: password, then code. Every failure looks alike, whatever was wrong and whether or not there is such an account. Not the pages: see pages/. */
import { type Account, codeSecretPlace } from "./accounts/account.js";
import { findByLogin, loadAccount, lockAccount, renewPasswordHash, storedPasswordCosts, useStep } from "./accounts/store.js";
import type { Database, Query } from "./database.js";
import { IdentityError } from "./error.js";
import type { Journal } from "./journal.js";
import { limits } from "./limits.js";
import { stepOf } from "./one-time-code.js";
import type { Passwords } from "./password.js";
import type { Sealer } from "./sealing.js";
import type { Throttle } from "./throttle.js";
import type { Asker, Turns } from "./turns.js";

export type LogInParts = { readonly database: Database; readonly sealer: Sealer; readonly passwords: Passwords; readonly throttle: Throttle; readonly turns: Turns; readonly journal: Journal; readonly clock: () => number };

/** What is remembered between the two steps, on our side only. */
export type FirstStep = {
  /** What was typed. */
  readonly login: string;
  readonly account: string | undefined;
  /** The stored hash that the password matched. */
  readonly matched: string | undefined;
  /** What takes its place when the log-in succeeds: of today's cost. */
  readonly renewed: string | undefined;
};

/**
 * Tells nobody whether it was right: the second step does. The work is the same for every name, whether or not there is such an account, and in whatever state.
 * @throws IdentityError ATTEMPTS_TOO_MANY, BUSY or REPEATED: it was not looked at
 */
export function firstStep({ database, passwords, turns }: LogInParts, login: string, password: string, asker: Asker): Promise<FirstStep> {
  const typed = login.trim().toLowerCase().slice(0, 200);
  return turns.forPassword(asker, async () => {
    const account = await findByLogin(database.query, typed);
    const { matches, renewed } = await passwords.check(password, account?.passwordHash, await storedPasswordCosts(database.query));
    return { login: typed, account: account?.id, matched: matches ? account?.passwordHash : undefined, renewed };
  });
}

/**
 * `then` runs in the transaction in which the code is used up, so that the session begins with it or not at all.
 * @throws IdentityError LOG_IN_FAILED, the same for every reason; BUSY or REPEATED when it was not looked at
 * @throws LedgerError when it cannot be recorded: then nobody is logged in
 */
export function secondStep<T>(parts: LogInParts, first: FirstStep, code: string, asker: Asker, then: (query: Query, account: Account) => Promise<T>): Promise<T> {
  const { address } = asker;
  return parts.turns.forCode(asker, async () => {
    const attempt = await parts.throttle.attempt(first.login, address);
    const account = first.account === undefined ? undefined : await loadAccount(parts.database.query, first.account);
    // a password that was changed since the first step is none
    const passwordMatches = first.matched !== undefined && first.matched === account?.passwordHash;
    const step = attempt.open && passwordMatches && account?.state === "active" ? stepFor(parts, account, code) : undefined;
    if (account && step !== undefined) {
      const result = await parts.database.together(async (query) => {
        if (!(await useStep(query, account.id, step))) return undefined;
        if (first.renewed !== undefined) await renewPasswordHash(query, account, first.renewed);
        return { value: await then(query, account) };
      });
      if (result) {
        parts.turns.succeeded(asker);
        await parts.throttle.succeeded(first.login, address);
        return result.value;
      }
    }
    await failed(parts, account, address, attempt);
    throw new IdentityError("LOG_IN_FAILED", "the log-in failed: the name, the password or the code is wrong, or too many have failed before");
  });
}

function stepFor({ sealer, clock }: LogInParts, account: Account, code: string): number | undefined {
  if (!account.codeSecret) return undefined;
  return stepOf(sealer.open(account.codeSecret, codeSecretPlace(account.id)), code, clock());
}

async function failed({ database, journal }: LogInParts, account: Account | undefined, address: string, { pauses, failures }: { readonly pauses: boolean; readonly failures: number }): Promise<void> {
  await database.together(async (query) => {
    const locked = account !== undefined && failures >= limits.failuresBeforeLock && (await lockAccount(query, account.id, "too many failed log-ins", "identity"));
    await journal(query, { kind: locked ? "lock" : pauses ? "lock-out" : "log-in-failed", account, address });
  });
}
