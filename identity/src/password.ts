/** Passwords as memory-hard hashes (scrypt, RFC 7914), and what a new one must be like. Not who may log in: see log-in.ts. */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { IdentityError } from "./error.js";
import { limits } from "./limits.js";

/** `logN`: two to the power of it blocks of 128 * `r` bytes are needed, so 17 and 8 take 128 MB (OWASP Password Storage Cheat Sheet). */
export type PasswordCost = { readonly logN: number; readonly r: number; readonly p: number };
export const passwordCost: PasswordCost = { logN: 17, r: 8, p: 1 };

export type Passwords = {
  /** `$scrypt$ln=17,r=8,p=1$salt$hash` */
  readonly hash: (password: string) => Promise<string>;
  /**
   * Hashes once at today's cost and once at every other one of `costs`, the ones of all that is kept: so the work is the same without a hash as with one, and
   * the same for a hash made at another cost. `renewed`: the password at today's cost, when it matches a hash of another.
   */
  readonly check: (password: string, hash: string | undefined, costs: readonly string[]) => Promise<Checked>;
};

export type Checked = { readonly matches: boolean; readonly renewed: string | undefined };
export type Derive = (password: string, salt: Buffer, cost: PasswordCost) => Promise<Buffer>;

const saltBytes = 16;
const hashBytes = 32;

/** Each hash takes 128 MB: whoever lets others ask for one does so in turn, see turns.ts. */
export function passwords(cost: PasswordCost = passwordCost, derive: Derive = scryptOf): Passwords {
  const today = costText(cost);
  return {
    hash: async (password) => {
      const salt = randomBytes(saltBytes);
      return encode(today, salt, await derive(password, salt, cost));
    },
    check: async (password, hash, costs) => {
      const kept = hash === undefined ? undefined : decode(hash);
      let matches = false;
      let renewed: string | undefined;
      for (const one of [...new Set([today, ...(kept ? [kept.cost] : []), ...costs])].sort()) {
        const own = kept?.cost === one;
        const salt = own ? kept.salt : randomBytes(saltBytes);
        const found = await derive(password, salt, costOf(one));
        if (own) matches = timingSafeEqual(found, kept.expected);
        else if (one === today) renewed = encode(one, salt, found);
      }
      return { matches, renewed: matches ? renewed : undefined };
    },
  };
}

/** @throws IdentityError PASSWORD_WEAK, never with the password */
export function requireGoodPassword(password: string, login: string): void {
  const weak = (why: string): never => {
    throw new IdentityError("PASSWORD_WEAK", why);
  };
  const { length } = Array.from(password.normalize("NFKC")); // characters, not code units
  if (length < limits.shortestPassword) weak(`the password is shorter than ${limits.shortestPassword} characters`);
  if (length > limits.longestPassword) weak(`the password is longer than ${limits.longestPassword} characters`);
  if (new Set(password).size < 5) weak("the password has fewer than 5 different characters");
  if (password.toLowerCase().includes(login.toLowerCase())) weak("the password contains the log-in name");
}

function scryptOf(password: string, salt: Buffer, { logN, r, p }: PasswordCost): Promise<Buffer> {
  const options = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r };
  // one form for every way of typing it (NIST SP 800-63B, 5.1.1.2), and cut so that a long text costs nothing
  return new Promise((resolve, reject) => scrypt(password.normalize("NFKC").slice(0, 1_024), salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key))));
}

const costText = ({ logN, r, p }: PasswordCost): string => `ln=${logN},r=${r},p=${p}`;
const encode = (cost: string, salt: Buffer, hash: Buffer): string => `$scrypt$${cost}$${salt.toString("base64url")}$${hash.toString("base64url")}`;

function costOf(text: string): PasswordCost {
  const [, logN, r, p] = /^ln=(\d+),r=(\d+),p=(\d+)$/.exec(text) ?? [];
  if (p === undefined) throw unreadable();
  return { logN: Number(logN), r: Number(r), p: Number(p) };
}

function decode(text: string): { readonly cost: string; readonly salt: Buffer; readonly expected: Buffer } {
  const [, cost, salt, hash] = /^\$scrypt\$([a-z0-9=,]+)\$([\w-]+)\$([\w-]+)$/.exec(text) ?? [];
  if (cost === undefined || salt === undefined || hash === undefined) throw unreadable();
  return { cost, salt: Buffer.from(salt, "base64url"), expected: Buffer.from(hash, "base64url") };
}

const unreadable = (): IdentityError => new IdentityError("SEAL_BROKEN", "a stored password hash cannot be read");
