/** Accounts that are ready at once, with secrets that the installation made: for its demo data. Real ones are asked for and confirmed: see change.ts. */
import { dutyTable } from "@epigraph/authz";
import { limits } from "../limits.js";
import type { LogInParts } from "../log-in.js";
import { type Account, codeSecretPlace, type NewAccount } from "./account.js";
import { findByLogin, insertAccount, listAccounts, lockHolder } from "./store.js";

export type ReadyAccount = Omit<NewAccount, "staff" | "clearance"> & { readonly password: string; readonly codeSecret: string };

/** Adds those whose log-in name is not taken. What is kept of the others stays as it is, so only the first time takes long. */
export async function addReadyAccounts(parts: LogInParts, accounts: readonly ReadyAccount[]): Promise<void> {
  const taken = new Set((await listAccounts(parts.database.query)).map(({ login }) => login));
  const missing = accounts.filter(({ login }) => !taken.has(login));
  const addOneAfterTheOther = async (): Promise<void> => {
    for (let next = missing.shift(); next; next = missing.shift()) await add(parts, next);
  };
  await Promise.all(Array.from({ length: limits.hashesAtOnce }, addOneAfterTheOther));
}

async function add({ database, sealer, passwords, clock }: LogInParts, { login, duty, agency, jurisdictions, password, codeSecret }: ReadyAccount): Promise<void> {
  const holder = sealer.nameOf("holder", `demo/${login}`);
  // at the cost of every other password, though nobody guesses this one: time must not tell which names exist
  const passwordHash = await passwords.hash(password);
  const account: Account = { id: login, login, duty, agency, jurisdictions, clearance: dutyTable[duty].clearance, state: "active", holder, passwordHash, codeSecret: sealer.seal(codeSecret, codeSecretPlace(login)) };
  await database.together(async (query) => {
    await lockHolder(query, holder); // another process may add it at this moment
    if (!(await findByLogin(query, login))) await insertAccount(query, account, new Date(clock()));
  });
}
