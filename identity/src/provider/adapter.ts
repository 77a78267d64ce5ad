/** The OpenID library's storage. Its ids are bearer secrets (a refresh token is one): only their hashes are stored, and what they open is sealed. */
import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from "oidc-provider";
import { findClient } from "../accounts/client-store.js";
import type { Database } from "../database.js";
import type { Sealer } from "../sealing.js";
import { consumeState, findState, removeGrantState, removeState, upsertState } from "./state-store.js";

type Parts = {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly clock: () => number;
  /** Somebody used a code or a refresh token that another had used up at the same moment. */
  readonly reused: (grantId: string) => void;
};

export function adapterFor(parts: Parts): AdapterFactory {
  return (model) => (model === "Client" ? clients(parts) : state(parts, model));
}

function state({ database: { query }, sealer, clock, reused }: Parts, model: string): Adapter {
  const nameOf = (id: string): Buffer => sealer.nameOf("provider", `${model}/${id}`);
  const placeOf = (name: Buffer): string => `provider/${model}/${name.toString("hex")}`;
  const find = async (by: "id" | "uid", name: Buffer): Promise<AdapterPayload | undefined> => {
    const found = await findState(query, model, by, name, new Date(clock()));
    if (!found) return undefined;
    const payload = JSON.parse(sealer.open(found.payload, placeOf(found.id))) as AdapterPayload;
    return found.consumedAt ? { ...payload, consumed: Math.floor(found.consumedAt.getTime() / 1000) } : payload;
  };
  return {
    upsert: async (id, payload, expiresIn = 0) => {
      const name = nameOf(id);
      const expiresAt = expiresIn > 0 ? new Date(clock() + expiresIn * 1000) : undefined;
      const grantId = model === "Grant" ? id : payload.grantId;
      await upsertState(query, { model, id: name, payload: sealer.seal(JSON.stringify(payload), placeOf(name)), grantId, uid: payload.uid === undefined ? undefined : nameOf(payload.uid), expiresAt });
    },
    find: (id) => find("id", nameOf(id)),
    findByUid: (uid) => find("uid", nameOf(uid)),
    findByUserCode: () => Promise.resolve(undefined), // no device flow here
    consume: async (id) => {
      const outcome = await consumeState(query, model, nameOf(id), new Date(clock()));
      if (outcome === "consumed") return;
      if (outcome.grantId !== undefined) reused(outcome.grantId);
      throw new errors.InvalidGrant("used already");
    },
    destroy: (id) => removeState(query, model, nameOf(id)),
    revokeByGrantId: (grantId) => removeGrantState(query, model, grantId),
  };
}

/** Data providers; the portal's client stands in the configuration. */
function clients({ database: { query } }: Parts): Adapter {
  const never = (): Promise<never> => Promise.reject(new TypeError("clients are made by administrators, not by the provider"));
  return {
    find: async (id) => {
      const client = await findClient(query, id);
      return client && { client_id: client.id, client_secret: client.secretHash, grant_types: ["client_credentials"], response_types: [], redirect_uris: [], token_endpoint_auth_method: "client_secret_basic" };
    },
    upsert: never, findByUid: never, findByUserCode: never, consume: never, destroy: never, revokeByGrantId: never,
  };
}
