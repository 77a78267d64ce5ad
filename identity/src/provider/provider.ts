/** The OpenID provider with the keys of this moment. When the keys turn, another takes its place: all state is in the database. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import { isSecret } from "../accounts/client-secret.js";
import type { KeyRing } from "../keys/signing-keys.js";
import { providerConfiguration, type ProviderParts } from "./configuration.js";
import { noteEndedGrant, recorded, type RecordedParts } from "./recorded.js";

export type RunningProvider = { readonly provider: Provider; readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<unknown> };

export function openProvider(parts: ProviderParts & RecordedParts, keys: KeyRing): RunningProvider {
  const reused = (grantId: string): void => {
    const ctx = Provider.ctx;
    if (ctx) noteEndedGrant(ctx, grantId);
  };
  const provider = new Provider(parts.issuer, providerConfiguration(parts, keys, reused));
  provider.proxy = true; // the server in front has made the headers what they must be: see server.ts
  provider.use(async (ctx, next) => recorded(parts)(ctx as unknown as KoaContextWithOIDC, next as () => Promise<void>));
  provider.on("grant.revoked", noteEndedGrant);
  provider.on("server_error", (_ctx, error) => parts.report(`identity: ${error.name}`)); // the name alone: the message may hold what was sent
  // what is kept of a secret is its hash
  (provider.Client.prototype as unknown as { compareClientSecret: (this: { readonly clientSecret: string }, actual: string) => boolean }).compareClientSecret = function compare(actual) {
    return isSecret(actual, this.clientSecret);
  };
  return { provider, answer: provider.callback() };
}
