/** The command line of `epigraph account`. */
import type { Command } from "commander";
import type { RequestedChange } from "@epigraph/identity/console";
import type * as Actions from "../actions/account.js";
import type { Environment } from "../environment.js";
import { wholeNumber } from "../whole-number.js";

const more = `
Every command asks for the log-in name, the password and the one-time code of an administrator, or
reads them from stdin, one a line. A code counts once: a second command waits for the next one.

All changes but \`disable\` wait until another administrator confirms them. Each ends the account's
sessions and grants, and tells its holder. The staff number of a new account's holder is asked for
too; only a keyed hash of it is kept, so that no person holds incompatible duties.

Examples:
  npx epigraph account bootstrap first.admin second.admin --agency kdca
  npx epigraph account add hong.gd --duty local-investigator --agency health-centre.1153000000 \\
    --jurisdiction 1153000000
  npx epigraph account add telecom-a.officer --duty data-provider --agency telecom-a --person
  npx epigraph account add telecom-a.upload --duty data-provider --agency telecom-a
  npx epigraph account confirm 3f0c1d5e-...
  npx epigraph account disable hong.gd`;

type Said = { readonly json?: true };
const actions = (): Promise<typeof Actions> => import("../actions/account.js");

export function accountCommand(program: Command, env: Environment): void {
  const account = program.command("account").summary("who may log in: add, change, disable").description("Add, change and disable accounts, and confirm what another administrator asked for.").addHelpText("after", more);
  const command = (line: string, description: string): Command => account.command(line).description(description).option("--json", "print the result as JSON");
  const change = (line: string, description: string, wanted: RequestedChange): Command =>
    command(line, description).action(async (login: string, options: Said) => (await actions()).changeAccount(env, login, wanted, options));

  command("bootstrap <first> <second>", "Make the first two administrators, where there is none yet.")
    .requiredOption("--agency <name>", "the agency that they belong to")
    .action(async (first: string, second: string, options: Said & { readonly agency: string }) => (await actions()).bootstrap(env, [first, second], options.agency, options));
  withDuty(command("add <login>", "Ask for a new account."))
    .requiredOption("--agency <name>", "the agency that the holder belongs to")
    .option("--clearance <number>", "less than the duty's own")
    .option("--person", "of a data provider: one of its people, who logs in; without it, its program, which gets a secret")
    .action(async (login: string, { duty, agency, jurisdiction, clearance, person, ...options }: Said & DutyOptions & { readonly agency: string; readonly clearance?: string; readonly person?: true }) => {
      const lower = clearance === undefined ? {} : { clearance: clearanceOf(clearance) };
      await (await actions()).addAccount(env, { login, duty: duty as never, agency, jurisdictions: jurisdiction ?? [], ...lower, ...(person ? { person } : {}) }, options);
    });
  withDuty(command("duty <login>", "Ask for another duty; its clearance is the duty's own."))
    .option("--agency <name>", "another agency")
    .action(async (login: string, { duty, agency, jurisdiction, ...options }: Said & DutyOptions & { readonly agency?: string }) => {
      await (await actions()).changeAccount(env, login, { kind: "duty", duty: duty as never, jurisdictions: jurisdiction ?? [], ...(agency === undefined ? {} : { agency }) }, options);
    });
  command("clearance <login> <number>", "Ask for a clearance not above the duty's.").action(async (login: string, clearance: string, options: Said) => {
    await (await actions()).changeAccount(env, login, { kind: "clearance", clearance: clearanceOf(clearance) }, options);
  });
  command("disable <login>", "Disable an account at once, without a second administrator.").action(async (login: string, options: Said) => (await actions()).disable(env, login, options));
  change("enable <login>", "Ask for a locked or disabled account to be used again.", { kind: "enable" });
  change("reset <login>", "Ask for a new password, or a data provider's new secret.", { kind: "reset" });
  change("re-enrol <login>", "Ask for a new authenticator app.", { kind: "re-enrol" });
  command("confirm <change>", "Confirm what another administrator asked for.").action(async (id: string, options: Said) => (await actions()).confirm(env, id, options));
  command("list", "List the accounts, and the changes that wait.").action(async (options: Said) => (await actions()).list(env, options));
  command("rotate-keys", "Begin the next signing key now.")
    .option("--minutes <number>", "how long it is published before it signs, 2 to 1440", "10")
    .action(async ({ minutes, ...options }: Said & { readonly minutes: string }) => (await actions()).rotate(env, wholeNumber("--minutes", minutes, 2, 1_440), options));
}

type DutyOptions = { readonly duty: string; readonly jurisdiction?: readonly string[] };
const withDuty = (command: Command): Command => command.requiredOption("--duty <name>", "the one duty of the account").option("--jurisdiction <code...>", "region codes of ten digits");

const clearanceOf = (text: string): 0 | 1 | 2 | 3 | 4 => wholeNumber("the clearance", text, 0, 4) as 0 | 1 | 2 | 3 | 4;
