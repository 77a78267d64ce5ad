/** Accounts that are ready at once, with secrets that the installation made: for its demo data. Real ones are asked for and confirmed: see change.ts. */
import { dutyTable } from "@epigraph/authz";
import type { LogInParts } from "../log-in.js";
import { passwords } from "../password.js";
import { type Account, codeSecretPlace, type NewAccount } from "./account.js";
import { findByLogin, insertAccount } from "./store.js";

export type ReadyAccount = Omit<NewAccount, "staff" | "clearance"> & { readonly password: string; readonly codeSecret: string };

/** Enough for a password of 128 random bits: nobody guesses it, and there are many of them. */
const lightCost = { logN: 12, r: 8, p: 1 };

/** Adds those whose log-in name is not taken. */
export async function addReadyAccounts({ database, sealer, clock }: LogInParts, accounts: readonly ReadyAccount[]): Promise<void> {
  const { hash } = passwords(lightCost);
  for (const { login, duty, agency, jurisdictions, password, codeSecret } of accounts) {
    if (await findByLogin(database.query, login)) continue;
    const holder = sealer.nameOf("holder", `demo/${login}`);
    const account: Account = { id: login, login, duty, agency, jurisdictions, clearance: dutyTable[duty].clearance, state: "active", holder, passwordHash: await hash(password), codeSecret: sealer.seal(codeSecret, codeSecretPlace(login)) };
    await database.together((query) => insertAccount(query, account, new Date(clock())));
  }
}
