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
  /** Takes as long without a hash as with one, so that time does not tell whether there is an account. */
  readonly matches: (password: string, hash: string | undefined) => Promise<boolean>;
};

const hashBytes = 32;
/** Each takes 128 MB: more at once wait. */
const atOnce = 2;

export function passwords(cost: PasswordCost = passwordCost): Passwords {
  const limited = queue(atOnce);
  const nobody = encode(cost, Buffer.alloc(16), Buffer.alloc(hashBytes));
  return {
    hash: async (password) => {
      const salt = randomBytes(16);
      return encode(cost, salt, await limited(() => derive(password, salt, cost)));
    },
    matches: async (password, hash) => {
      const { salt, cost: used, expected } = decode(hash ?? nobody);
      const found = await limited(() => derive(password, salt, used));
      return timingSafeEqual(found, expected) && hash !== undefined;
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

function derive(password: string, salt: Buffer, { logN, r, p }: PasswordCost): Promise<Buffer> {
  const options = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r };
  // one form for every way of typing it (NIST SP 800-63B, 5.1.1.2), and cut so that a long text costs nothing
  return new Promise((resolve, reject) => scrypt(password.normalize("NFKC").slice(0, 1_024), salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key))));
}

const encode = ({ logN, r, p }: PasswordCost, salt: Buffer, hash: Buffer): string => `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString("base64url")}$${hash.toString("base64url")}`;

function decode(text: string): { readonly cost: PasswordCost; readonly salt: Buffer; readonly expected: Buffer } {
  const [, logN, r, p, salt, hash] = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/.exec(text) ?? [];
  if (salt === undefined || hash === undefined) throw new IdentityError("SEAL_BROKEN", "a stored password hash cannot be read");
  return { cost: { logN: Number(logN), r: Number(r), p: Number(p) }, salt: Buffer.from(salt, "base64url"), expected: Buffer.from(hash, "base64url") };
}

/** Lets so many run at once; the others wait their turn. */
function queue(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
