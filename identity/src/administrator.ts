/** What is done from a terminal, without the OpenID library: an administrator logs in and does one thing. Asks nobody anything: see the command. */
import { randomUUID } from "node:crypto";
import type { Account } from "./accounts/account.js";
import type { Administrator } from "./accounts/change.js";
import { requireAdministrator } from "./accounts/change.js";
import { pendingChanges } from "./accounts/change-store.js";
import type { PendingChange } from "./accounts/requested-change.js";
import { listAccounts } from "./accounts/store.js";
import { firstStep, type LogInParts, secondStep } from "./log-in.js";

export type Credentials = { readonly login: string; readonly password: string; readonly code: string };

/** Without a session: it is for one command. @throws IdentityError LOG_IN_FAILED or ADMINISTRATOR_REQUIRED */
export async function logInAsAdministrator(parts: LogInParts, { login, password, code }: Credentials): Promise<Administrator> {
  const address = "console";
  const asker = { address, form: randomUUID() };
  const account = await secondStep(parts, await firstStep(parts, login, password, asker), code, asker, async (query, found) => {
    await parts.journal(query, { kind: "log-in", account: found, authenticatedBy: "otp", address });
    return found;
  });
  requireAdministrator(account);
  return { account, address };
}

export type Overview = { readonly accounts: readonly Pick<Account, "login" | "duty" | "clearance" | "agency" | "jurisdictions" | "state">[]; readonly waiting: readonly PendingChange[] };

/** Without hashes and secrets. */
export async function overview({ database, clock }: LogInParts): Promise<Overview> {
  const accounts = (await listAccounts(database.query)).map(({ login, duty, clearance, agency, jurisdictions, state }) => ({ login, duty, clearance, agency, jurisdictions, state }));
  return { accounts, waiting: await pendingChanges(database.query, new Date(clock())) };
}
