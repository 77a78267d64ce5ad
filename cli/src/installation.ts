/** A stand-alone installation's own secrets: made at random on the first start, kept in the data folder for its owner only. Nothing has a default. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { services, type ServiceName } from "@epigraph/authz";
import { type DatabaseService, databaseServices, makeDataFolder } from "@epigraph/datastore";
import { newPrivateKey } from "@epigraph/ledger";
import { makeRing } from "@epigraph/vault";
import { CommandFailure } from "./failure.js";
import { requireNewFolder } from "./platform/new-folder.js";

export type Secrets = {
  readonly contextKeys: Readonly<Record<ServiceName, string>>;
  readonly claimsKey: string;
  readonly ledgerSubjectKey: string;
  readonly databasePasswords: Readonly<Record<DatabaseService, string>>;
};

/** For tests and benches, which have no identity provider. */
export type SigningKey = { readonly kid: string; readonly privateKey: KeyObject; readonly jwks: string };

const key = (): string => randomBytes(32).toString("base64url");
const each = <Name extends string>(names: readonly Name[], make: () => string): Record<Name, string> => Object.fromEntries(names.map((name) => [name, make()])) as Record<Name, string>;

export const newSecrets = (): Secrets => ({ contextKeys: each(services, key), claimsKey: key(), ledgerSubjectKey: key(), databasePasswords: each(databaseServices, key) });

/** Reads the installation's secrets, or makes them. */
export function secretsOf(dataFolder: string): Secrets {
  const kept = JSON.parse(readOrMake(dataFolder, "secrets.json", () => JSON.stringify(newSecrets(), null, 2))) as Omit<Secrets, "claimsKey"> & Partial<Secrets>;
  // an installation older than row security has no claims key, and one older than a login no password for it
  const passwords = databaseServices.map((service) => [service, (kept.databasePasswords as Partial<Secrets["databasePasswords"]>)[service] ?? readOrMake(dataFolder, `database-password-${service}`, key)]);
  return { ...kept, claimsKey: kept.claimsKey ?? readOrMake(dataFolder, "claims-key", key), databasePasswords: Object.fromEntries(passwords) as Secrets["databasePasswords"] };
}

/** Another key of the access log's pseudonyms in place of the present one, whose bytes are overwritten. Services that run keep the old one in their memory until they are started again. */
export function replaceSubjectKey(dataFolder: string): void {
  const file = join(dataFolder, "keys", "secrets.json");
  const [draft, former] = [`${file}.new`, `${file}.gone`];
  const kept = secretsOf(dataFolder);
  writeWhole(draft, JSON.stringify({ ...kept, ledgerSubjectKey: key() }, null, 2));
  rmSync(former, { force: true });
  linkSync(file, former);
  renameSync(draft, file);
  writeWhole(former, "-".repeat(JSON.stringify(kept, null, 2).length), "r+");
  rmSync(former);
}

function writeWhole(file: string, text: string, how: "w" | "r+" = "w"): void {
  const opened = openSync(file, how, 0o600);
  try {
    writeFileSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** An Ed25519 private key for the access log: PKCS #8 in base64url, on one line. */
export const newLogKey = (): string => newPrivateKey().export({ format: "der", type: "pkcs8" }).toString("base64url");

/** What signs the access log. Lost, the log cannot go on: whoever follows it could not tell a new key from a stranger's. */
export const logKeyOf = (dataFolder: string): string => readOrMake(dataFolder, "ledger-key", newLogKey);

/** Where that is. */
export const logKeyFile = (dataFolder: string): string => join(dataFolder, "keys", "ledger-key");

/** The log's name in what it signs, unlike any other installation's. */
export const logOriginOf = (dataFolder: string): string => readOrMake(dataFolder, "ledger-origin", () => `localhost/epigraph-${randomBytes(6).toString("hex")}`);

/** The key ring: what wraps the data keys of persons, and the pepper of pseudonyms. Lost, no identity opens again. */
export function ringOf(dataFolder: string): string {
  const ring = join(dataFolder, "keys", "ring");
  requireNewFolder(ring, "set EPIGRAPH_DATA to one that can");
  try {
    makeDataFolder(dataFolder);
    makeRing(ring, Date.now());
    return ring;
  } catch (error) {
    throw new CommandFailure(`the key ring \`${ring}\` cannot be made (${(error as NodeJS.ErrnoException).code ?? "no code"}): make its folder writable, or set EPIGRAPH_DATA to one that is`);
  }
}

/** Where the keys of legal holds are, once there is a hold. */
export const holdsOf = (dataFolder: string): string => join(dataFolder, "keys", "holds");

/** The password of a login on the key store. */
export const keyStorePasswordOf = (dataFolder: string, login: string): string => readOrMake(dataFolder, `database-password-${login}`, key);

/** What seals the identity provider's secrets. */
export const identityKeyOf = (dataFolder: string): string => readOrMake(dataFolder, "identity-key", key);

/** The installation's own issuer, chosen on the first start and kept: tokens and log-in pages name it. `port`: of the identity provider, on this machine. */
export const issuerOf = (dataFolder: string, port: number): string => readOrMake(dataFolder, "issuer", () => `http://127.0.0.1:${port}`);

/** A demo account's own secrets, made by `make` when there are none yet. */
export const demoLogInOf = (dataFolder: string, account: string, make: () => string): string => readOrMake(dataFolder, `demo-log-in-${account}`, make);

export const newSigningKey = (): string => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

export function signingKey(pem: string): SigningKey {
  const privateKey = createPrivateKey(pem);
  const jwk = createPublicKey(privateKey).export({ format: "jwk" });
  const kid = `demo-${String(jwk.x).slice(0, 8)}`;
  return { kid, privateKey, jwks: JSON.stringify({ keys: [{ ...jwk, kid, use: "sig", alg: "ES256" }] }) };
}

/** Two processes that start at once agree: the file appears whole under its name, and the one that came first stays. */
function readOrMake(dataFolder: string, name: string, make: () => string): string {
  const folder = join(dataFolder, "keys");
  const file = join(folder, name);
  requireNewFolder(folder, "set EPIGRAPH_DATA to one that can");
  try {
    makeDataFolder(dataFolder);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) {
      const draft = `${file}.${process.pid}`;
      writeFileSync(draft, make(), { mode: 0o600 });
      try {
        linkSync(draft, file); // refuses where another process was faster
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      } finally {
        rmSync(draft);
      }
    }
    return readFileSync(file, "utf8");
  } catch {
    throw new CommandFailure(`the keys in \`${folder}\` cannot be read or written: make the folder writable, or set EPIGRAPH_DATA to one that is`);
  }
}
