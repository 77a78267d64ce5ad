/** Changes of accounts: one administrator asks, another confirms; only locking out (`disable`) needs no second. Each ends the account's sessions and grants and tells the holder. */
import { randomUUID } from "node:crypto";
import { compatible, dutyTable } from "@epigraph/authz";
import type { Query } from "../database.js";
import { IdentityError } from "../error.js";
import type { EventKind } from "../journal.js";
import { limits } from "../limits.js";
import type { LogInParts } from "../log-in.js";
import { type Account, type NewAccount, requireAccount, requireClearance, requireDuty } from "./account.js";
import { insertChange, lockChange, markConfirmed } from "./change-store.js";
import { type ClientSecret, newClientSecret } from "./client-secret.js";
import { isClient } from "./client-store.js";
import { type EnrolmentLink, invite } from "./invitation.js";
import type { NoticeKind } from "./notice.js";
import { addNotice } from "./notice-store.js";
import type { ChangeKind, PendingChange, RequestedChange } from "./requested-change.js";
import { accountsOfHolder, countAdministrators, endGrants, endSessions, findByLogin, insertAccount, loadAccount, lockHolder, lockRow, updateAccount } from "./store.js";

/** An administrator who has just logged in, and from where. */
export type Administrator = { readonly account: Account; readonly address: string };

/** What the second administrator hands to the holder: a link, or a data provider's secret. Shown once. */
export type Confirmed = { readonly account: string; readonly kind: ChangeKind; readonly enrolment?: EnrolmentLink; readonly client?: ClientSecret };

/** @throws IdentityError when the change could not be made as things stand; it is checked again when it is confirmed */
export async function requestChange(parts: LogInParts, by: Administrator, account: string, change: RequestedChange): Promise<PendingChange> {
  requireAdministrator(by.account);
  return parts.database.together(async (query) => {
    const now = new Date(parts.clock());
    await changed(query, account, change);
    const pending: PendingChange = { id: randomUUID(), account, change, requestedBy: by.account.id, expiresAt: new Date(now.getTime() + limits.change * 1000), over: false };
    await insertChange(query, pending, now);
    await parts.journal(query, { kind: "change-requested", account: by.account, address: by.address, authenticatedBy: "otp" });
    return pending;
  });
}

/** From what an administrator says of a new account to the change that is kept. @throws IdentityError ACCOUNT_INVALID */
export function addition(parts: LogInParts, account: NewAccount): RequestedChange {
  requireAccount(account);
  const { staff, ...said } = account;
  return { kind: "add", ...said, holder: holderOf(parts, staff).toString("hex") };
}

const holderOf = ({ sealer }: LogInParts, staff: string): Buffer => sealer.nameOf("holder", staff.trim().toLowerCase());

/** @throws IdentityError SECOND_ADMINISTRATOR_REQUIRED for the one who asked, CHANGE_OVER, and whatever keeps the change from being made */
export async function confirmChange(parts: LogInParts, by: Administrator, id: string): Promise<Confirmed> {
  requireAdministrator(by.account);
  return parts.database.together(async (query) => {
    const now = new Date(parts.clock());
    const pending = await lockChange(query, id);
    if (!pending) throw new IdentityError("CHANGE_UNKNOWN", "there is no such change: `account list` shows those that wait");
    if (pending.over || pending.expiresAt <= now) throw new IdentityError("CHANGE_OVER", "the change was confirmed before, or nobody confirmed it in time: ask for it anew");
    const asker = await loadAccount(query, pending.requestedBy);
    if (asker?.id === by.account.id || asker?.holder.equals(by.account.holder) === true) throw new IdentityError("SECOND_ADMINISTRATOR_REQUIRED", "somebody else than the one who asked must confirm it");
    if (asker?.state !== "active" || asker.duty !== "system-administrator") throw new IdentityError("SECOND_ADMINISTRATOR_REQUIRED", "who asked for it is no administrator any more: ask for it anew");
    const after = await changed(query, pending.account, pending.change);
    const confirmed = await apply(parts, query, after, pending.change, by, now);
    await markConfirmed(query, pending.id, by.account.id, now);
    await parts.journal(query, { kind: pending.change.kind === "enable" ? "unlock" : "change-confirmed", account: by.account, address: by.address, authenticatedBy: "otp" });
    return confirmed;
  });
}

/** At once, by one administrator: who must be kept out cannot wait for a second. @throws IdentityError ACCOUNT_STATE when it is disabled already */
export async function disableAccount(parts: LogInParts, by: Administrator, id: string): Promise<void> {
  requireAdministrator(by.account);
  await parts.database.together(async (query) => {
    const now = new Date(parts.clock());
    const account = await lockRow(query, id);
    if (!account) throw unknownAccount();
    if (account.state === "disabled") throw new IdentityError("ACCOUNT_STATE", "the account is disabled already");
    await updateAccount(query, { ...account, state: "disabled" }, now);
    await endEverything(query, account.id, "disabled", by.account.id, now);
    const kind: EventKind = "disabled";
    await parts.journal(query, { kind, account: by.account, address: by.address, authenticatedBy: "otp" });
  });
}

/** The first two, who then make all others. @throws IdentityError ADMINISTRATORS_EXIST */
export async function firstAdministrators(parts: LogInParts, pair: readonly [NewAccount, NewAccount]): Promise<readonly EnrolmentLink[]> {
  const [one, other] = pair.map((account) => addition(parts, { ...account, duty: "system-administrator", jurisdictions: [] })) as [RequestedChange & { kind: "add" }, RequestedChange & { kind: "add" }];
  if (one.holder === other.holder) throw new IdentityError("SECOND_ADMINISTRATOR_REQUIRED", "the first two administrators must be two persons: their staff numbers are the same");
  return parts.database.together(async (query) => {
    if ((await countAdministrators(query)) > 0) throw new IdentityError("ADMINISTRATORS_EXIST", "there are administrators already: one of them asks for new accounts, another confirms");
    const now = new Date(parts.clock());
    const links: EnrolmentLink[] = [];
    for (const change of [one, other]) {
      const account = await changed(query, change.login, change);
      await insertAccount(query, account, now);
      links.push(await invite(parts, query, account, "all", now));
      await parts.journal(query, { kind: "change-confirmed", account, address: "console" });
    }
    return links;
  });
}

/** @throws IdentityError ADMINISTRATOR_REQUIRED */
export function requireAdministrator({ duty, state }: Account): void {
  if (duty !== "system-administrator" || state !== "active") throw new IdentityError("ADMINISTRATOR_REQUIRED", "only a system administrator changes accounts");
}

/** The account as it would be, after every check that can be made before. */
async function changed(query: Query, id: string, change: RequestedChange): Promise<Account> {
  if (change.kind === "add") {
    if ((await findByLogin(query, change.login)) ?? (await loadAccount(query, change.login))) throw new IdentityError("ACCOUNT_EXISTS", "there is an account of this log-in name");
    const { login, duty, agency, jurisdictions, clearance = dutyTable[duty].clearance } = change;
    const account: Account = { id: login, login, duty, clearance, agency, jurisdictions, state: "invited", holder: Buffer.from(change.holder, "hex"), passwordHash: undefined, codeSecret: undefined };
    await requireCompatible(query, account);
    return account;
  }
  const account = await lockRow(query, id);
  if (!account) throw unknownAccount();
  const machine = await isClient(query, account.id);
  if (change.kind === "enable") return enabled(account, machine);
  if (account.state === "disabled") throw new IdentityError("ACCOUNT_STATE", "the account is disabled: enable it first");
  if (change.kind === "duty") return withDuty(query, account, machine, change);
  if (change.kind === "clearance") {
    requireClearance(account.duty, change.clearance);
    return { ...account, clearance: change.clearance };
  }
  if (machine) return account;
  return change.kind === "reset" ? { ...account, state: "invited", passwordHash: undefined } : { ...account, state: "invited", codeSecret: undefined };
}

async function withDuty(query: Query, account: Account, machine: boolean, { duty, agency = account.agency, jurisdictions }: RequestedChange & { readonly kind: "duty" }): Promise<Account> {
  requireDuty(duty, jurisdictions);
  if (machine && duty !== "data-provider") throw new IdentityError("ACCOUNT_INVALID", "a data provider's program has a secret of its own and no other duty: add an account for it");
  const after: Account = { ...account, duty, agency, jurisdictions, clearance: dutyTable[duty].clearance };
  await requireCompatible(query, after);
  return after;
}

async function enabled(account: Account, machine: boolean): Promise<Account> {
  if (account.state !== "locked" && account.state !== "disabled") throw new IdentityError("ACCOUNT_STATE", "the account is neither locked nor disabled");
  const complete = machine || (account.passwordHash !== undefined && account.codeSecret !== undefined);
  return Promise.resolve({ ...account, state: complete ? "active" : "invited" });
}

/** No person holds two incompatible duties, not in two accounts either (DESIGN, section 1). */
async function requireCompatible(query: Query, account: Account): Promise<void> {
  await lockHolder(query, account.holder);
  const others = (await accountsOfHolder(query, account.holder)).filter(({ id }) => id !== account.id);
  if (others.some(({ duty }) => !compatible(duty, account.duty))) throw new IdentityError("DUTIES_INCOMPATIBLE", "the same person holds an account whose duty is incompatible with this one: see `incompatibleDuties`");
}

const noticeOf: Readonly<Record<Exclude<ChangeKind, "add">, NoticeKind>> = { duty: "duty-changed", clearance: "clearance-changed", enable: "enabled", reset: "password-reset", "re-enrol": "code-reset" };

async function apply(parts: LogInParts, query: Query, after: Account, change: RequestedChange, by: Administrator, now: Date): Promise<Confirmed> {
  const confirmed = { account: after.id, kind: change.kind };
  if (change.kind === "add") {
    const machine = after.duty === "data-provider" && change.person !== true;
    await insertAccount(query, machine ? { ...after, state: "active" } : after, now);
    return machine ? { ...confirmed, client: await newClientSecret(query, after, now) } : { ...confirmed, enrolment: await invite(parts, query, after, "all", now) };
  }
  if (change.kind === "enable") await requireCompatible(query, after);
  await updateAccount(query, after, now);
  await endEverything(query, after.id, noticeOf[change.kind], by.account.id, now);
  if (change.kind === "reset" && (await isClient(query, after.id))) return { ...confirmed, client: await newClientSecret(query, after, now) };
  if (change.kind !== "reset" && change.kind !== "re-enrol") return after.state === "invited" ? { ...confirmed, enrolment: await invite(parts, query, after, missing(after), now) } : confirmed;
  return { ...confirmed, enrolment: await invite(parts, query, after, missing(after), now) };
}

/** What the holder has to set. */
const missing = ({ passwordHash, codeSecret }: Account): "all" | "password" | "totp" => (passwordHash === undefined ? (codeSecret === undefined ? "all" : "password") : "totp");

async function endEverything(query: Query, account: string, reason: NoticeKind, by: string, now: Date): Promise<void> {
  await endSessions(query, account, reason, by);
  await endGrants(query, account, reason);
  await addNotice(query, account, reason, now);
}

const unknownAccount = (): IdentityError => new IdentityError("ACCOUNT_UNKNOWN", "there is no such account: `account list` shows them");
