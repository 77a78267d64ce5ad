/** `epigraph token`: a short-lived token for a demo account, on demo data only. Real accounts log in at an identity provider. */
import { codeAt, issueToken } from "@epigraph/identity/console";
import { type DemoAccount, demoAccounts } from "../demo-accounts.js";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { openAccounts } from "../platform/accounts.js";
import { configuration } from "../platform/configuration.js";
import { type Database, hasInstallation, openInstallation } from "../platform/database.js";
import { demoData } from "../platform/demo-data.js";
import { demoLogIn, makeDemoAccounts } from "../platform/demo-log-ins.js";
import { identityConfiguration } from "../platform/identity-configuration.js";
import { lifetime } from "../stopping.js";
import { table, terminal } from "../terminal.js";

export type TokenOptions = { readonly minutes: number; readonly logIn: true | undefined; readonly json: true | undefined };

export async function token(env: Environment, name: string | undefined, { minutes, logIn, json }: TokenOptions): Promise<void> {
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
    if (logIn) return tellLogIn(account, database.folder, json);
    const made = await sign(account, database, env, minutes);
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

/** In a session of its own, recorded like every log-in. */
async function sign(account: DemoAccount, database: Database, env: Environment, minutes: number): Promise<string> {
  const { issuer, audience, key } = identityConfiguration(env, database.folder);
  const { parts, close } = await openAccounts(configuration(env, database).databases("identity"), key());
  try {
    await makeDemoAccounts(parts, database.folder, [account]);
    return await issueToken(parts, account.account, { issuer, audience }, minutes * 60);
  } finally {
    await close();
  }
}

/** What to type into the log-in page. */
function tellLogIn({ account, program }: DemoAccount, folder: string, json: true | undefined): void {
  const { password, codeSecret } = demoLogIn(folder, account);
  if (program) {
    if (json) terminal.json({ account, clientId: account, clientSecret: password });
    else terminal.print(`client id      ${account}\nclient secret  ${password}  (once \`epigraph up\` has run)`);
    return;
  }
  const code = codeAt(codeSecret, Date.now());
  if (json) terminal.json({ account, password, code });
  else terminal.print(`log-in name  ${account}\npassword     ${password}\ncode         ${code}  (of this half minute; it counts once)`);
}

function listAccounts(accounts: readonly DemoAccount[], json: true | undefined): void {
  if (json) terminal.json(accounts);
  else terminal.print(table(["account", "purpose", "who, and what it may ask"], accounts.map(({ account, purpose, description }) => [account, purpose, description])));
}
