/** The demo accounts' own passwords and code secrets: made at random, kept in the data folder for its owner only. */
import { randomBytes } from "node:crypto";
import { addReadyAccounts, type LogInParts, newCodeSecret } from "@epigraph/identity/console";
import type { DemoAccount } from "../demo-accounts.js";
import { demoLogInOf } from "../installation.js";

export type DemoLogIn = { readonly password: string; readonly codeSecret: string };

const newLogIn = (): DemoLogIn => ({ password: randomBytes(16).toString("base64url"), codeSecret: newCodeSecret() });

export const demoLogIn = (folder: string, account: string): DemoLogIn => JSON.parse(demoLogInOf(folder, account, () => JSON.stringify(newLogIn()))) as DemoLogIn;

/** Makes the accounts that are not there yet. */
export async function makeDemoAccounts(parts: LogInParts, folder: string, accounts: readonly DemoAccount[]): Promise<void> {
  const ready = accounts.map(({ account, duty, agency, jurisdictions, program }) => {
    const { password, codeSecret } = demoLogIn(folder, account);
    return { login: account, duty, agency, jurisdictions, password, codeSecret, ...(program ? { clientSecret: password } : {}) };
  });
  await addReadyAccounts(parts, ready);
}
