/** `epigraph token`: a short-lived token for a demo account, on demo data only. Real accounts log in at an identity provider. */
import { randomUUID } from "node:crypto";
import { signToken } from "@epigraph/authz";
import { type DemoAccount, demoAccounts } from "../demo-accounts.js";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { demoAuthority, signingKeyOf } from "../installation.js";
import { hasInstallation, openInstallation } from "../platform/database.js";
import { demoData } from "../platform/demo-data.js";
import { lifetime } from "../stopping.js";
import { table, terminal } from "../terminal.js";

export type TokenOptions = { readonly minutes: number; readonly json: true | undefined };

export async function token(env: Environment, name: string | undefined, { minutes, json }: TokenOptions): Promise<void> {
  for (const real of ["DATABASE_URL", "EPIGRAPH_JWKS"]) {
    if (env[real] !== undefined) throw new CommandFailure(`${real} is set, and demo tokens are made on the embedded database only: log in at your identity provider`);
  }
  if (!hasInstallation(env)) throw noDemoData();
  await lifetime("task", async (life) => {
    const database = await openInstallation({ env, life, log: () => undefined });
    const accounts = await accountsOf(database.adminUrl);
    if (name === undefined) return listAccounts(accounts, json);
    const account = accounts.find((one) => one.account === name);
    if (!account) throw new CommandFailure(`there is no demo account \`${name}\`: \`npx epigraph token\` lists them`, 2);
    const made = sign(account, database.folder, minutes);
    if (json) terminal.json({ account: account.account, purpose: account.purpose, minutes, token: made });
    else terminal.print(made);
  });
}

/** @throws CommandFailure when anything but generated demo data is there */
async function accountsOf(adminUrl: string): Promise<readonly DemoAccount[]> {
  const data = await demoData(adminUrl);
  if (data.state === "empty") throw noDemoData();
  if (data.state === "foreign") throw new CommandFailure("this database holds imported cases, and demo accounts work on demo data only: use your identity provider, or another EPIGRAPH_DATA");
  return demoAccounts(data.districts);
}

const noDemoData = (): CommandFailure => new CommandFailure("there is no demo data yet: `npx epigraph up` or `npx epigraph seed` makes it");

function sign({ account, duty, agency, jurisdictions }: DemoAccount, folder: string, minutes: number): string {
  return signToken({ account, duty, agency, jurisdictions, session: randomUUID(), authenticatedBy: "otp" }, demoAuthority, signingKeyOf(folder), Date.now(), minutes * 60);
}

function listAccounts(accounts: readonly DemoAccount[], json: true | undefined): void {
  if (json) terminal.json(accounts);
  else terminal.print(table(["account", "purpose", "who, and what it may ask"], accounts.map(({ account, purpose, description }) => [account, purpose, description])));
}
