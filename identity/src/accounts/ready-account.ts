/** Accounts that are ready at once, with secrets that the installation made: for its demo data. Real ones are asked for and confirmed: see change.ts. */
import { dutyTable } from "@epigraph/authz";
import { limits } from "../limits.js";
import type { LogInParts } from "../log-in.js";
import { type Account, codeSecretPlace, type NewAccount } from "./account.js";
import { keepClientSecret } from "./client-secret.js";
import { findByLogin, insertAccount, listAccounts, lockHolder } from "./store.js";

export type ReadyAccount = Omit<NewAccount, "staff" | "clearance"> & { readonly password: string; readonly codeSecret: string; /** Of a data provider's program: it has this secret in place of a password. */ readonly clientSecret?: string };

/** Adds those whose log-in name is not taken. What is kept of the others stays as it is, so only the first time takes long. */
export async function addReadyAccounts(parts: LogInParts, accounts: readonly ReadyAccount[]): Promise<void> {
  const taken = new Set((await listAccounts(parts.database.query)).map(({ login }) => login));
  const missing = accounts.filter(({ login }) => !taken.has(login));
  const addOneAfterTheOther = async (): Promise<void> => {
    for (let next = missing.shift(); next; next = missing.shift()) await add(parts, next);
  };
  await Promise.all(Array.from({ length: limits.hashesAtOnce }, addOneAfterTheOther));
}

async function add(parts: LogInParts, ready: ReadyAccount): Promise<void> {
  const { database, sealer, passwords, clock } = parts;
  const { login, duty, agency, jurisdictions, password, codeSecret, clientSecret } = ready;
  const holder = sealer.nameOf("holder", `demo/${login}`);
  // at the cost of every other password, though nobody guesses this one: time must not tell which names exist
  const passwordHash = clientSecret === undefined ? await passwords.hash(password) : undefined;
  const account: Account = { id: login, login, duty, agency, jurisdictions, clearance: dutyTable[duty].clearance, state: "active", holder, passwordHash, codeSecret: clientSecret === undefined ? sealer.seal(codeSecret, codeSecretPlace(login)) : undefined };
  await database.together(async (query) => {
    await lockHolder(query, holder); // another process may add it at this moment
    if (await findByLogin(query, login)) return;
    const now = new Date(clock());
    await insertAccount(query, account, now);
    if (clientSecret !== undefined) await keepClientSecret(query, account, clientSecret, now);
  });
}
