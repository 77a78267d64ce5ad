/** A one-time link with which the holder sets the password and the code generator. Not the page behind it: see pages/enrolment.ts. */
import { randomBytes } from "node:crypto";
import type { Query } from "../database.js";
import { IdentityError } from "../error.js";
import { limits } from "../limits.js";
import type { LogInParts } from "../log-in.js";
import { codeUri, newCodeSecret, stepOf } from "../one-time-code.js";
import { requireGoodPassword } from "../password.js";
import { type Account, codeSecretPlace } from "./account.js";
import { countFailure, endInvitations, type EnrolmentWhat, findInvitation, insertInvitation, keepCodeSecret, markUsed } from "./invitation-store.js";
import { addNotice } from "./notice-store.js";
import { lockRow, updateAccount, useStep } from "./store.js";

/** `key`: the link's secret, as it stands in the link; to be handed over, never kept. */
export type EnrolmentLink = { readonly account: string; readonly key: string; readonly what: EnrolmentWhat; readonly expiresAt: Date };

/** Earlier links of the account end. */
export async function invite({ sealer }: LogInParts, query: Query, account: Account, what: EnrolmentWhat, now: Date): Promise<EnrolmentLink> {
  const key = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + limits.enrolment * 1000);
  await endInvitations(query, account.id, now);
  await insertInvitation(query, { key: sealer.nameOf("enrolment", key), account: account.id, what, expiresAt }, now);
  return { account: account.id, key, what, expiresAt };
}

/** What the page shows. `codeSecret` and `uri` only where a code generator is set up. */
export type Enrolment = { readonly login: string; readonly what: EnrolmentWhat; readonly codeSecret: string | undefined; readonly uri: string | undefined };

/** @throws IdentityError ENROLMENT_OVER for a link that is unknown, used or too old: all alike */
export function openEnrolment(parts: LogInParts, key: string): Promise<Enrolment> {
  return parts.database.together(async (query) => {
    const { account, what, secret } = await opened(parts, query, key);
    return { login: account.login, what, codeSecret: secret, uri: secret === undefined ? undefined : codeUri(secret, account.login) };
  });
}

/** @throws IdentityError PASSWORD_WEAK, CODE_WRONG (for a wrong password or code) or ENROLMENT_OVER; ATTEMPTS_TOO_MANY, BUSY or REPEATED when it was not looked at; LedgerError when it cannot be recorded */
export async function enrol(parts: LogInParts, key: string, password: string, code: string, address: string): Promise<void> {
  // memory-hard work before any row is locked
  const { id: link, account: before, what } = await parts.database.together((query) => opened(parts, query, key));
  if (what !== "totp") requireGoodPassword(password, before.login);
  const asker = { address, form: `enrolment/${link.toString("hex")}` };
  const { passwordHash, passwordMatches } = await parts.turns.forPassword(asker, async () =>
    what === "totp"
      ? { passwordHash: undefined, passwordMatches: (await parts.passwords.check(password, before.passwordHash, [])).matches }
      : { passwordHash: await parts.passwords.hash(password), passwordMatches: true },
  );
  const outcome = await parts.database.together(async (query) => {
    const now = new Date(parts.clock());
    const { account, secret, id } = await opened(parts, query, key);
    const codeSecret = secret ?? (account.codeSecret && parts.sealer.open(account.codeSecret, codeSecretPlace(account.id)));
    const step = codeSecret === undefined ? undefined : stepOf(codeSecret, code, now.getTime());
    if (!passwordMatches || step === undefined || (secret === undefined && !(await useStep(query, account.id, step)))) {
      await countFailure(query, id);
      return "wrong";
    }
    const sealed = secret === undefined ? account.codeSecret : parts.sealer.seal(secret, codeSecretPlace(account.id));
    await updateAccount(query, { ...account, state: "active", passwordHash: passwordHash ?? account.passwordHash, codeSecret: sealed }, now);
    if (secret !== undefined) await useStep(query, account.id, step);
    await markUsed(query, id, now);
    await addNotice(query, account.id, "enrolled", now);
    await parts.journal(query, { kind: "enrolled", account, address });
    return "done";
  });
  if (outcome === "wrong") throw new IdentityError("CODE_WRONG", "the code, or the password asked for, is wrong");
  parts.turns.succeeded(asker);
}

async function opened({ sealer, clock }: LogInParts, query: Query, key: string): Promise<{ readonly id: Buffer; readonly account: Account; readonly what: EnrolmentWhat; readonly secret: string | undefined }> {
  const id = sealer.nameOf("enrolment", key);
  const found = await findInvitation(query, id, new Date(clock()), limits.enrolmentFailures);
  const account = found && (await lockRow(query, found.account));
  if (!found || account?.state !== "invited") throw new IdentityError("ENROLMENT_OVER", "this link has been used, is too old, or never was one: ask an administrator for another");
  if (found.what === "password") return { id, account, what: found.what, secret: undefined };
  const place = `enrolment/${account.id}/${id.toString("hex")}`;
  if (found.sealedCodeSecret) return { id, account, what: found.what, secret: sealer.open(found.sealedCodeSecret, place) };
  const secret = newCodeSecret();
  await keepCodeSecret(query, id, sealer.seal(secret, place));
  return { id, account, what: found.what, secret };
}
