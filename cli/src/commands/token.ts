/** `epigraph token`: a short-lived token for a demo account, on demo data only. Real accounts log in at an identity provider. */
import { randomUUID } from "node:crypto";
import { signToken } from "@epigraph/authz";
import { openDatabase } from "@epigraph/datastore";
import type { Command } from "commander";
import { type DemoAccount, demoAccounts } from "../demo-accounts.js";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { demoAuthority, signingKeyOf } from "../installation.js";
import { openInstallation } from "../platform/database.js";
import { table, terminal } from "../terminal.js";

const lifetimes = { defaultMinutes: 60, longestMinutes: 720 } as const;

export function tokenCommand(program: Command, env: Environment): void {
  program
    .command("token [account]")
    .description("make a token for a demo account (demo data only); without an account, list them")
    .option("--minutes <number>", `how long it is valid, at most ${lifetimes.longestMinutes}`, String(lifetimes.defaultMinutes))
    .option("--json", "print the result as JSON")
    .action(async (name: string | undefined, options: { readonly minutes: string; readonly json?: true }) => {
      const minutes = Number(options.minutes);
      if (!(minutes > 0 && minutes <= lifetimes.longestMinutes)) throw new CommandFailure(`--minutes must be between 1 and ${lifetimes.longestMinutes}`, 2);
      if (env["DATABASE_URL"] !== undefined || env["EPIGRAPH_JWKS"] !== undefined) throw new CommandFailure("demo tokens are made on the embedded database only: on a real server, log in at your identity provider");
      const database = await openInstallation(env, () => undefined);
      try {
        const accounts = demoAccounts(await demoDistricts(database.adminUrl));
        if (name === undefined) return listAccounts(accounts, options.json);
        const account = accounts.find((one) => one.account === name);
        if (!account) throw new CommandFailure(`there is no demo account \`${name}\`: \`npx epigraph token\` lists them`, 2);
        const token = sign(account, database.folder, minutes);
        if (options.json) terminal.json({ account: account.account, purpose: account.purpose, token });
        else terminal.print(token);
      } finally {
        await database.stop();
      }
    });
}

function sign({ account, duty, agency, jurisdictions }: DemoAccount, folder: string, minutes: number): string {
  return signToken({ account, duty, agency, jurisdictions, session: randomUUID(), authenticatedBy: "otp" }, demoAuthority, signingKeyOf(folder), Date.now(), minutes * 60);
}

function listAccounts(accounts: readonly DemoAccount[], json: true | undefined): void {
  if (json) return terminal.json(accounts);
  terminal.print(table(["account", "purpose", "what"], accounts.map(({ account, purpose, description }) => [account, purpose, description])));
}

/** The municipalities that have cases. @throws CommandFailure when anything but generated demo data is there */
async function demoDistricts(adminUrl: string): Promise<{ readonly code: string; readonly nameEn: string }[]> {
  const database = await openDatabase(adminUrl, { name: "epigraph token", poolSize: 1 });
  try {
    const [migrated] = await database.query<{ migrated: boolean }[]>("select to_regclass('cases.case_record') is not null as migrated");
    if (migrated?.migrated !== true) throw new CommandFailure("there is no demo data yet: `npm start` or `npx epigraph seed` makes it");
    const [foreign] = await database.query<{ foreign: boolean }[]>("select exists (select from cases.case_record where source_system <> 'generated') as foreign");
    if (foreign?.foreign === true) throw new CommandFailure("this database holds imported cases, and demo accounts work on demo data only: use your identity provider, or another EPIGRAPH_DATA");
    return await database.query(`select distinct r.code, r.name_en as "nameEn" from cases.case_record c join cases.region r on r.code = c.region_code order by r.code`);
  } finally {
    await database.destroy();
  }
}
