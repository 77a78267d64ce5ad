/** One log-in: password, then code. Every failure looks alike, whatever was wrong and whether or not there is such an account. Not the pages: see pages/. */
import { type Account, codeSecretPlace } from "./accounts/account.js";
import { findByLogin, loadAccount, lockAccount, useStep } from "./accounts/store.js";
import type { Database, Query } from "./database.js";
import { IdentityError } from "./error.js";
import type { Journal } from "./journal.js";
import { limits } from "./limits.js";
import { stepOf } from "./one-time-code.js";
import type { Passwords } from "./password.js";
import type { Sealer } from "./sealing.js";
import type { Throttle } from "./throttle.js";

export type LogInParts = { readonly database: Database; readonly sealer: Sealer; readonly passwords: Passwords; readonly throttle: Throttle; readonly journal: Journal; readonly clock: () => number };

/** What is remembered between the two steps, on our side only. `login` is what was typed. */
export type FirstStep = { readonly login: string; readonly account: string | undefined; readonly passwordMatches: boolean };

/** Tells nobody whether it was right: the second step does. */
export async function firstStep({ database, passwords }: LogInParts, login: string, password: string): Promise<FirstStep> {
  const typed = login.trim().toLowerCase().slice(0, 200);
  const account = await findByLogin(database.query, typed);
  const passwordMatches = await passwords.matches(password, account?.passwordHash);
  return { login: typed, account: account?.id, passwordMatches };
}

/**
 * `then` runs in the transaction in which the code is used up, so that the session begins with it or not at all.
 * @throws IdentityError LOG_IN_FAILED, the same for every reason
 * @throws LedgerError when it cannot be recorded: then nobody is logged in
 */
export async function secondStep<T>(parts: LogInParts, first: FirstStep, code: string, address: string, then: (query: Query, account: Account) => Promise<T>): Promise<T> {
  const attempt = await parts.throttle.attempt(first.login, address);
  const account = first.account === undefined ? undefined : await loadAccount(parts.database.query, first.account);
  const step = attempt.open && first.passwordMatches && account?.state === "active" ? stepFor(parts, account, code) : undefined;
  if (account && step !== undefined) {
    const result = await parts.database.together(async (query) => ((await useStep(query, account.id, step)) ? { value: await then(query, account) } : undefined));
    if (result) {
      await parts.throttle.succeeded(first.login, address);
      return result.value;
    }
  }
  await failed(parts, account, address, attempt);
  throw new IdentityError("LOG_IN_FAILED", "the log-in failed: the name, the password or the code is wrong, or too many have failed before");
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
