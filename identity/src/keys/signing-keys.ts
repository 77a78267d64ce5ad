/** The keys that sign tokens: made ahead, published before they sign and as long as a token of theirs may live, then destroyed. Private keys leave the database only sealed. */
import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import type { Database } from "../database.js";
import { limits } from "../limits.js";
import type { Sealer } from "../sealing.js";
import { insertKey, type KeyRow, listKeys, lockKeys, removeKeys, retireKey } from "./store.js";

export type SigningKey = { readonly kid: string; readonly privateJwk: JsonWebKey & { readonly kid: string } };

/** What the provider works with at one moment. `signing` is also among `published`, which come in the order signing, next, earlier. */
export type KeyRing = { readonly signing: SigningKey; readonly published: readonly SigningKey[] };

const seconds = (date: Date, count: number): Date => new Date(date.getTime() + count * 1000);

/**
 * Makes what is missing, destroys what is over, and returns the keys of this moment. Safe in several processes at once.
 * `early`: begin the next key now, to sign as soon as it has been published for `publishedBefore` seconds.
 */
export function turnKeys(database: Database, sealer: Sealer, now: Date, early?: { readonly publishedBefore: number }): Promise<KeyRing> {
  return database.together(async (query) => {
    await lockKeys(query);
    await removeKeys(query, now);
    let rows = await listKeys(query);
    const newest = rows.at(-1);
    if (!newest) await insertKey(query, newKey(sealer, now), now);
    else if (early && newest.signsFrom <= now) await follow(newest, seconds(now, early.publishedBefore));
    else if (seconds(newest.signsFrom, limits.keySigns - limits.keyPublishedBefore) <= now) {
      const due = seconds(newest.signsFrom, limits.keySigns);
      const earliest = seconds(now, limits.keyPublishedBefore); // after a long stop: still published first
      await follow(newest, due > earliest ? due : earliest);
    }
    rows = await listKeys(query);
    return ringOf(rows, sealer, now);

    async function follow({ kid }: KeyRow, from: Date): Promise<void> {
      await retireKey(query, kid, from, seconds(from, limits.keyPublishedAfter));
      await insertKey(query, newKey(sealer, from), now);
    }
  });
}

function newKey(sealer: Sealer, signsFrom: Date): KeyRow {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicJwk = publicKey.export({ format: "jwk" });
  const kid = `k-${String(publicJwk.x).slice(0, 16)}`;
  const sealed = sealer.seal(JSON.stringify(privateKey.export({ format: "jwk" })), placeOf(kid));
  return { kid, publicJwk, sealed, signsFrom, signsUntil: undefined, publishedUntil: undefined };
}

const placeOf = (kid: string): string => `signing-key/${kid}`;

/** `rows`: by `signsFrom`, oldest first. */
function ringOf(rows: readonly KeyRow[], sealer: Sealer, now: Date): KeyRing {
  const keys = rows.map((row) => ({ row, key: { kid: row.kid, privateJwk: { ...(JSON.parse(sealer.open(row.sealed, placeOf(row.kid))) as JsonWebKey), kid: row.kid, use: "sig", alg: "ES256" } } }));
  const current = keys.findLast(({ row }) => row.signsFrom <= now);
  if (!current) throw new RangeError("no signing key is due yet");
  return { signing: current.key, published: [current, ...keys.filter((one) => one !== current).reverse()].map(({ key }) => key) };
}

/** The public keys as a JSON Web Key Set, for whoever has the database at hand; others ask the provider. */
export async function publishedKeySet(query: Database["query"]): Promise<string> {
  const rows = await listKeys(query);
  return JSON.stringify({ keys: rows.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, use: "sig", alg: "ES256" })) });
}
