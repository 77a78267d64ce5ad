/** An account: who may log in, with which duty. Holds no name of a person. Where it is kept: store.ts. */
import { type Clearance, type Duty, duties, dutyTable } from "@epigraph/authz";
import { IdentityError } from "../error.js";

export type AccountState = "invited" | "active" | "locked" | "disabled";

export type Account = {
  readonly id: string;
  readonly login: string;
  readonly duty: Duty;
  readonly clearance: Clearance;
  readonly agency: string;
  readonly jurisdictions: readonly string[];
  readonly state: AccountState;
  /** Keyed hash of the holder's staff number: tells one person's accounts, not the person. */
  readonly holder: Buffer;
  readonly passwordHash: string | undefined;
  /** Sealed, at `codeSecretPlace`. */
  readonly codeSecret: Buffer | undefined;
};

/** What an administrator says of a new account. `staff`: the holder's staff number, the same for all of one person's accounts; only its keyed hash is kept. */
export type NewAccount = {
  /** Of a data provider: whether it is one of its people, who logs in; if not, its program, which has a secret of its own. Everybody else is a person. */
  readonly person?: true;
  readonly login: string;
  readonly duty: Duty;
  readonly clearance?: Clearance;
  readonly agency: string;
  readonly jurisdictions: readonly string[];
  readonly staff: string;
};

/** Where an account's code secret is sealed. */
export const codeSecretPlace = (account: string): string => `account/${account}/totp`;

/** Names that tokens and the access log give to those who have none. */
const reserved = ["public", "unknown", "none"];

/** @throws IdentityError ACCOUNT_INVALID */
export function requireAccount({ person, login, duty, clearance, agency, jurisdictions, staff }: NewAccount): void {
  if (!/^[a-z0-9][a-z0-9._-]{2,63}$/.test(login) || reserved.includes(login)) invalid("a log-in name is 3 to 64 small letters, digits, `.`, `_` and `-`");
  requireDuty(duty, jurisdictions);
  requireClearance(duty, clearance ?? dutyTable[duty].clearance);
  if (person && duty !== "data-provider") invalid("only an account of a data provider is either a person's or a program's: all others are persons'");
  if (!/^[\w.-]{1,100}$/.test(agency) || reserved.includes(agency)) invalid("an agency is named by letters, digits, `.`, `_` and `-`");
  if (staff.trim().length < 3 || staff.length > 100) invalid("the holder's staff number is missing, or not 3 to 100 characters long");
}

/** @throws IdentityError ACCOUNT_INVALID for an unknown duty, or region codes that do not fit it */
export function requireDuty(duty: string, jurisdictions: readonly string[]): asserts duty is Duty {
  if (!duties.includes(duty as Duty) || duty === "public-visitor") invalid(`the duty must be one of ${duties.filter((one) => one !== "public-visitor").join(", ")}`);
  if (!jurisdictions.every((code) => /^[0-9]{10}$/.test(code))) invalid("a jurisdiction is a region code of ten digits");
  if (duty === "local-investigator" && jurisdictions.length === 0) invalid("a local investigator needs a jurisdiction");
}

/** The duty's clearance is the highest; an account may have less. @throws IdentityError ACCOUNT_INVALID */
export function requireClearance(duty: Duty, clearance: number): asserts clearance is Clearance {
  const highest = dutyTable[duty].clearance;
  if (!Number.isInteger(clearance) || clearance < 0 || clearance > highest) invalid(`the clearance of this duty is at most ${highest}, and at least 0`);
}

function invalid(message: string): never {
  throw new IdentityError("ACCOUNT_INVALID", message);
}
