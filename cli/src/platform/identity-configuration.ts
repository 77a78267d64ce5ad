/** What the identity provider and the account commands need: from the environment, and on a stand-alone installation from its data folder (`folder`). */
import { contextKey } from "@epigraph/authz";
import type { PublicClient } from "@epigraph/identity";
import { defaultIdentityPort, type Environment, identityKeyVariable } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { identityKeyOf, issuerOf } from "../installation.js";

/** `aud` of the tokens that our own provider issues. */
export const ownAudience = "epigraph";

export type IdentityConfiguration = {
  readonly key: () => Buffer;
  readonly issuer: string;
  readonly audience: string;
  readonly clients: readonly PublicClient[];
  readonly behindProxy: boolean;
};

/** `port`: on which the provider of a new stand-alone installation is to listen; an installation keeps its issuer. `ownPages`: origins of doors that serve pages themselves. */
export function identityConfiguration(env: Environment, folder: string | undefined, port = defaultIdentityPort, ownPages: readonly string[] = []): IdentityConfiguration {
  const missing = (name: string): never => {
    throw new CommandFailure(`${name} is not set: set it, or run \`npx epigraph up\`, which makes its own`);
  };
  return {
    key: () => contextKey(env[identityKeyVariable] ?? (folder !== undefined ? identityKeyOf(folder) : missing(identityKeyVariable)), identityKeyVariable),
    issuer: ownIssuer(env, folder, port) ?? missing("EPIGRAPH_ISSUER"),
    audience: env["EPIGRAPH_AUDIENCE"] || ownAudience,
    clients: portalClients(env, ownPages),
    behindProxy: env["EPIGRAPH_TRUSTED_PROXY"] === "1",
  };
}

/** Who issues this installation's tokens. */
export const ownIssuer = (env: Environment, folder: string | undefined, port = defaultIdentityPort): string | undefined => env["EPIGRAPH_ISSUER"] || (folder === undefined ? undefined : issuerOf(folder, port));

/** The port at which the issuer is reached on this machine; behind a proxy the provider's own. */
export function identityPort(env: Environment, issuer: string): number {
  const said = env["EPIGRAPH_IDENTITY_PORT"];
  if (said !== undefined && said !== "") {
    const port = /^\d{1,5}$/.test(said) ? Number(said) : 0;
    if (port < 1 || port > 65_535) throw new CommandFailure("EPIGRAPH_IDENTITY_PORT is not a port: give a number from 1 to 65535");
    return port;
  }
  const { protocol, port } = new URL(issuer);
  return protocol === "http:" && port !== "" ? Number(port) : defaultIdentityPort;
}

/** The portal's client: at `<origin>/callback` it gets its code, at `<origin>/` people are after log-out. */
function portalClients(env: Environment, ownPages: readonly string[]): readonly PublicClient[] {
  const said = (env["EPIGRAPH_PORTAL"] ?? "").split(",").map((origin) => origin.trim()).filter((origin) => origin !== "");
  for (const origin of said) if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new CommandFailure("EPIGRAPH_PORTAL is not a list of origins: write them like https://portal.example.go.kr, with commas between");
  const origins = [...new Set([...said, ...ownPages])];
  return origins.length === 0 ? [] : [{ id: "portal", redirectUris: origins.map((origin) => `${origin}/callback`), afterLogOutUris: origins.map((origin) => `${origin}/`) }];
}
