/** `epigraph account`: who may log in. An administrator logs in for every command; all changes but `disable` wait for a second one. */
import { addition, type Administrator, confirmChange, type Confirmed, disableAccount, type EnrolmentLink, firstAdministrators, type LogInParts, logInAsAdministrator, type NewAccount, overview, requestChange, type RequestedChange, turnKeys } from "@epigraph/identity/console";
import { databaseVariable, type Environment } from "../environment.js";
import { openAccounts } from "../platform/accounts.js";
import { checkedUrl } from "../platform/checked-url.js";
import { configuration } from "../platform/configuration.js";
import { migrateInstallation, openInstallation } from "../platform/database.js";
import { identityConfiguration } from "../platform/identity-configuration.js";
import { ask } from "../prompt.js";
import { type Lifetime, lifetime } from "../stopping.js";
import { table, terminal } from "../terminal.js";

export type AccountOptions = { readonly json?: true };

const administratorQuestions = [{ label: "your log-in name" }, { label: "your password", secret: true }, { label: "your one-time code" }] as const;

export function addAccount(env: Environment, account: Omit<NewAccount, "staff">, options: AccountOptions): Promise<void> {
  return asAdministrator(env, [{ label: "the holder's staff number" }], async ({ parts }, by, [staff = ""]) => {
    const pending = await requestChange(parts, by, account.login, addition(parts, { ...account, staff }));
    tellRequest(pending.id, pending.expiresAt, options);
  });
}

export function changeAccount(env: Environment, login: string, change: RequestedChange, options: AccountOptions): Promise<void> {
  return asAdministrator(env, [], async ({ parts }, by) => {
    const pending = await requestChange(parts, by, login, change);
    tellRequest(pending.id, pending.expiresAt, options);
  });
}

export function confirm(env: Environment, change: string, options: AccountOptions): Promise<void> {
  return asAdministrator(env, [], async ({ parts, issuer }, by) => tellConfirmed(await confirmChange(parts, by, change), issuer, options));
}

export function disable(env: Environment, login: string, options: AccountOptions): Promise<void> {
  return asAdministrator(env, [], async ({ parts }, by) => {
    await disableAccount(parts, by, login);
    if (options.json) terminal.json({ account: login, state: "disabled" });
    else terminal.print("disabled: every session of the account has ended, and so have its grants; its holder is told at the next log-in");
  });
}

export function list(env: Environment, options: AccountOptions): Promise<void> {
  return asAdministrator(env, [], async ({ parts }) => {
    const found = await overview(parts);
    if (options.json) return terminal.json(found);
    terminal.print(table(["account", "duty", "clearance", "state", "agency", "jurisdictions"], found.accounts.map(({ login, duty, clearance, state, agency, jurisdictions }) => [login, duty, clearance, state, agency, jurisdictions.join(" ")])));
    if (found.waiting.length > 0) terminal.print(table(["waits for a second", "account", "asked by", "what"], found.waiting.map(({ id, account, requestedBy, change }) => [id, account, requestedBy, change.kind])));
  });
}

/** The first two: nobody can log in yet. */
export async function bootstrap(env: Environment, logins: readonly [string, string], agency: string, options: AccountOptions): Promise<void> {
  const staff = await ask(logins.map((login) => ({ label: `staff number of ${login}` })));
  const account = (index: 0 | 1): NewAccount => ({ login: logins[index], duty: "system-administrator", agency, jurisdictions: [], staff: staff[index] ?? "" });
  await lifetime("task", async (life) => {
    const { parts, issuer } = await opened(env, life);
    const links = (await firstAdministrators(parts, [account(0), account(1)])).map((link) => linkOf(link, issuer));
    if (options.json) return terminal.json({ enrolments: links });
    terminal.print("give each of the two their own link, over a way that you trust; it works once, until the time that it says:");
    for (const { account: login, link, expiresAt } of links) terminal.print(`  ${login}  until ${expiresAt}\n  ${link}`);
  });
}

/** Begins the next signing key at once: for when one may have become known. */
export async function rotate(env: Environment, minutes: number, options: AccountOptions): Promise<void> {
  await asAdministrator(env, [], async ({ parts }) => {
    const { published } = await turnKeys(parts.database, parts.sealer, new Date(parts.clock()), { publishedBefore: minutes * 60 });
    if (options.json) terminal.json({ keys: published.map(({ kid }) => kid), signsInMinutes: minutes });
    else terminal.print(`the next key is published and signs in ${minutes} minutes; the last one stays published for an hour after that`);
  });
}

type Opened = { readonly parts: LogInParts; readonly issuer: string };

/** Asks before anything is opened: a one-time code does not wait for a database to start, but a wrong one is the commoner fault. */
async function asAdministrator(env: Environment, questions: readonly { readonly label: string }[], work: (opened: Opened, by: Administrator, answers: readonly string[]) => Promise<void>): Promise<void> {
  const [login = "", password = "", code = "", ...answers] = await ask([...administratorQuestions, ...questions]);
  await lifetime("task", async (life) => {
    const accounts = await opened(env, life);
    await work(accounts, await logInAsAdministrator(accounts.parts, { login, password, code }), answers);
  });
}

async function opened(env: Environment, life: Lifetime): Promise<Opened> {
  const said = env[databaseVariable("identity")];
  const installation = said === undefined ? await openInstallation({ env, life, log: () => undefined }) : undefined;
  if (installation) await migrateInstallation(env, installation);
  const { key, issuer } = identityConfiguration(env, installation?.folder);
  const url = said === undefined ? configuration(env, installation).databases("identity") : checkedUrl(databaseVariable("identity"), said);
  const { parts } = await life.open(() => openAccounts(url, key()), ({ close }) => close());
  return { parts, issuer };
}

function tellRequest(id: string, expiresAt: Date, { json }: AccountOptions): void {
  if (json) return terminal.json({ change: id, expiresAt: expiresAt.toISOString() });
  terminal.print(`asked for. Another administrator confirms it until ${expiresAt.toISOString()} with\n  npx epigraph account confirm ${id}`);
}

const linkOf = ({ account, key, expiresAt }: EnrolmentLink, issuer: string): { readonly account: string; readonly link: string; readonly expiresAt: string } => ({ account, link: `${issuer}/enrol/${key}`, expiresAt: expiresAt.toISOString() });

function tellConfirmed({ account, kind, enrolment, client }: Confirmed, issuer: string, { json }: AccountOptions): void {
  const link = enrolment && linkOf(enrolment, issuer);
  if (json) return terminal.json({ account, kind, ...(link ? { link: link.link, expiresAt: link.expiresAt } : {}), ...client });
  terminal.print(kind === "add" ? `the account ${account} is made` : `done: every session of ${account} has ended, and so have its grants; its holder is told at the next log-in`);
  if (link) terminal.print(`give its holder this link, over a way that you trust; it works once, until ${link.expiresAt}:\n  ${link.link}`);
  if (client) terminal.print(`give the provider these, over a way that you trust; the secret is shown this once:\n  client id      ${client.clientId}\n  client secret  ${client.secret}`);
}
