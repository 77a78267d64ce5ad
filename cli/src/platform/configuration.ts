/** What a process needs to run a part of the platform: from the environment, and on a stand-alone installation from its data folder. */
import { readFileSync } from "node:fs";
import { AuthzError, contextKey, keysOf, type KeyFinder, services, type ServiceName, type TokenAuthority } from "@epigraph/authz";
import { type DatabaseService, serviceUrl } from "@epigraph/datastore";
import { contextKeyVariable, databaseVariable, type Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { demoAuthority, secretsOf, signingKeyOf } from "../installation.js";
import { checkedUrl } from "./checked-url.js";

export type Configuration = {
  readonly databases: (service: DatabaseService) => string;
  readonly contextKeys: (service: ServiceName) => Buffer;
  readonly subjectKey: () => Buffer;
  readonly tokens: () => { readonly authority: TokenAuthority; readonly keyOf: KeyFinder };
  readonly introspection: boolean;
};

/** A stand-alone installation, for what the environment does not say. */
export type Standalone = { readonly folder: string; readonly adminUrl: string };

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
    subjectKey: () => contextKey(env["EPIGRAPH_LEDGER_SUBJECT_KEY"] ?? secrets?.ledgerSubjectKey ?? missing("EPIGRAPH_LEDGER_SUBJECT_KEY"), "EPIGRAPH_LEDGER_SUBJECT_KEY"),
    tokens: () => {
      const file = env["EPIGRAPH_JWKS"];
      if (file === undefined) {
        if (!standalone) return missing("EPIGRAPH_JWKS");
        return { authority: demoAuthority, keyOf: keysOf(signingKeyOf(standalone.folder).jwks) };
      }
      const authority = { issuer: env["EPIGRAPH_ISSUER"] || missing("EPIGRAPH_ISSUER"), audience: env["EPIGRAPH_AUDIENCE"] || missing("EPIGRAPH_AUDIENCE") };
      return { authority, keyOf: readKeySet(file) };
    },
    introspection: env["EPIGRAPH_INTROSPECTION"] === "1",
  };
}

export const eachService = <T>(make: (service: ServiceName) => T): Record<ServiceName, T> => Object.fromEntries(services.map((service) => [service, make(service)])) as Record<ServiceName, T>;

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
