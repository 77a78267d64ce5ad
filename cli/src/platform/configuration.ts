/** What a process needs to run a part of the platform: from the environment, and on a stand-alone installation from its data folder. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { AuthzError, claimsKeyOfDoor, contextKey, type Door, keysOf, type KeyFinder, longestLifeSeconds, services, type ServiceName, type TokenAuthority } from "@epigraph/authz";
import { type DatabaseService, type SealingService, serviceUrl } from "@epigraph/datastore";
import type { ClearanceMode } from "@epigraph/gateway";
import { agencyClaimsKeyVariable, claimsKeyVariable, contextKeyVariable, databaseVariable, type Environment, ledgerKeyVariable, ledgerOriginVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { logKeyOf, logOriginOf, secretsOf } from "../installation.js";
import { checkedUrl } from "./checked-url.js";
import { fetchKeySet, isKeySetUrl } from "./followed-keys.js";
import { type SealingKeys, sealingKeys } from "./key-store.js";
import { ownAudience, ownIssuer } from "./identity-configuration.js";
import { type LogSettings, logSettings } from "./log-settings.js";
import type { Standalone } from "./standalone.js";

export type Configuration = {
  readonly databases: (service: DatabaseService) => string;
  readonly contextKeys: (service: ServiceName) => Buffer;
  /** What a door signs claims with. */
  readonly claimsKey: (door: Door) => Buffer;
  readonly subjectKey: () => Buffer;
  /** What services that seal have; none at the public door, which nothing sealed passes. */
  readonly keys: ((service: SealingService) => SealingKeys) | "none";
  /** What subgraphs show their database; `shown` if not given. */
  readonly claims?: "shown" | "none";
  readonly tokens: () => { readonly authority: TokenAuthority; readonly keys: TokenKeys };
  /** What signs the access log, and who witnesses it: only what runs the sequencer needs to know. */
  readonly log: () => LogSettings;
  readonly introspection: boolean;
  readonly clearanceMode: ClearanceMode;
  /** How long the public door gives an answer again, in milliseconds; never if not given. */
  readonly publicCacheMs?: number;
};

/** Where the keys of tokens come from: known already, to be read at a URL again and again, or our own identity provider's database. */
export type TokenKeys = { readonly keyOf: KeyFinder } | { readonly read: () => Promise<string> } | "own";

/** Each part is read when it is needed, so that a process asks only for its own secrets. */
export function configuration(env: Environment, standalone: Standalone | undefined): Configuration {
  const missing = (name: string): never => {
    throw new CommandFailure(`${name} is not set: set it, or run \`npx epigraph up\`, which makes its own`);
  };
  const secrets = standalone && secretsOf(standalone.folder);
  return {
    databases: (service) => {
      const said = env[databaseVariable(service)];
      if (said !== undefined) return checkedUrl(databaseVariable(service), said);
      return standalone && secrets ? serviceUrl(standalone.adminUrl, service, secrets.databasePasswords[service]) : missing(databaseVariable(service));
    },
    contextKeys: (service) => contextKey(env[contextKeyVariable(service)] ?? secrets?.contextKeys[service] ?? missing(contextKeyVariable(service)), contextKeyVariable(service)),
    claimsKey: (door) => {
      const own = env[agencyClaimsKeyVariable];
      if (door === "agency" && own !== undefined) return contextKey(own, agencyClaimsKeyVariable);
      const key = contextKey(env[claimsKeyVariable] ?? secrets?.claimsKey ?? missing(door === "agency" ? agencyClaimsKeyVariable : claimsKeyVariable), claimsKeyVariable);
      return claimsKeyOfDoor(key, door);
    },
    subjectKey: () => contextKey(env["EPIGRAPH_LEDGER_SUBJECT_KEY"] ?? secrets?.ledgerSubjectKey ?? missing("EPIGRAPH_LEDGER_SUBJECT_KEY"), "EPIGRAPH_LEDGER_SUBJECT_KEY"),
    keys: (service) => sealingKeys(env, standalone, service),
    tokens: () => {
      const file = env["EPIGRAPH_JWKS"];
      if (file === undefined) {
        const issuer = ownIssuer(env, standalone?.folder);
        if (!standalone || issuer === undefined) return missing("EPIGRAPH_JWKS");
        return { authority: { issuer, audience: env["EPIGRAPH_AUDIENCE"] || ownAudience }, keys: "own" };
      }
      const authority = { issuer: env["EPIGRAPH_ISSUER"] || missing("EPIGRAPH_ISSUER"), audience: env["EPIGRAPH_AUDIENCE"] || missing("EPIGRAPH_AUDIENCE"), longestLifeSeconds: tokenSeconds(env) };
      return { authority, keys: /^https?:/.test(file) ? { read: fetchKeySet(keySetUrl(file)) } : { keyOf: readKeySet(file) } };
    },
    log: () =>
      logSettings(
        env,
        env[ledgerKeyVariable] || (standalone ? logKeyOf(standalone.folder) : missing(ledgerKeyVariable)),
        env[ledgerOriginVariable] || (standalone ? logOriginOf(standalone.folder) : missing(ledgerOriginVariable)),
      ),
    introspection: env["EPIGRAPH_INTROSPECTION"] === "1",
    clearanceMode: clearanceMode(env),
    publicCacheMs: publicCacheSeconds(env) * 1000,
  };
}

/**
 * What the public door's process knows: one database login. The keys between the door and its own subgraphs never leave the process, and no data subject is named in
 * what they read.
 */
export function publicConfiguration(config: Configuration): Configuration {
  const none = (): never => {
    throw new RangeError("the public door takes no token");
  };
  const keys = new Map<ServiceName, Buffer>();
  const contextKeys = (service: ServiceName): Buffer => {
    const key = keys.get(service) ?? randomBytes(32);
    keys.set(service, key);
    return key;
  };
  const [claims, subjects] = [randomBytes(32), randomBytes(32)];
  const notSigned = (): never => {
    throw new RangeError("the public door does not sign the access log");
  };
  return { log: notSigned, databases: () => config.databases("public"), contextKeys, claimsKey: () => claims, claims: "none", subjectKey: () => subjects, keys: "none", tokens: none, introspection: config.introspection, clearanceMode: config.clearanceMode, publicCacheMs: config.publicCacheMs ?? 0 };
}

export const eachService = <T>(make: (service: ServiceName) => T): Record<ServiceName, T> => Object.fromEntries(services.map((service) => [service, make(service)])) as Record<ServiceName, T>;

function clearanceMode(env: Environment): ClearanceMode {
  const said = env["EPIGRAPH_CLEARANCE_MODE"] ?? "narrow";
  if (said !== "narrow" && said !== "reject") throw new CommandFailure("EPIGRAPH_CLEARANCE_MODE must be `narrow` or `reject`");
  return said;
}

function publicCacheSeconds(env: Environment): number {
  const said = env["EPIGRAPH_PUBLIC_CACHE_SECONDS"] ?? "5";
  if (!/^([0-9]|[1-5][0-9]|60)$/.test(said)) throw new CommandFailure("EPIGRAPH_PUBLIC_CACHE_SECONDS is not a whole number from 0 to 60");
  return Number(said);
}

/** Our own issuer's tokens live for 300 seconds; no issuer's may live for more than an hour, for so long may a session go on that was ended while nothing could be read. */
function tokenSeconds(env: Environment): number {
  const said = env["EPIGRAPH_TOKEN_SECONDS"] ?? String(longestLifeSeconds);
  const seconds = /^[0-9]{3,4}$/.test(said) ? Number(said) : 0;
  if (seconds < longestLifeSeconds || seconds > 3_600) throw new CommandFailure(`EPIGRAPH_TOKEN_SECONDS is not a whole number from ${longestLifeSeconds} to 3600`);
  return seconds;
}

function keySetUrl(url: string): string {
  if (!isKeySetUrl(url)) throw new CommandFailure("the URL that EPIGRAPH_JWKS names must be https (http only on this machine)");
  return url;
}

function readKeySet(file: string): KeyFinder {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CommandFailure(`the file \`${file}\` that EPIGRAPH_JWKS names cannot be read (${(error as NodeJS.ErrnoException).code ?? "no code"}): give the path of a JSON Web Key Set`);
  }
  try {
    return keysOf(text);
  } catch (error) {
    if (error instanceof AuthzError) throw new CommandFailure(`the file \`${file}\` that EPIGRAPH_JWKS names cannot be used: ${error.message}`);
    throw error;
  }
}
