/**
 * Epoch keys: what backups are sealed under, one for each calendar month (UTC), wrapped in the key store like every data key. Destroying one makes every backup of that month unreadable, and another
 * is made in its place under a name of its own. Not what a backup is: see @epigraph/datastore.
 */
import { newDataKey, unwrap } from "./data-key.js";
import { VaultError } from "./error.js";
import type { KeyRing } from "./key-ring.js";
import type { KeyStore } from "./key-store.js";
import { ownerOf } from "./owner.js";

/** `id`: such as `2026-11`, or `2026-11.2` after the first of that month was destroyed; `key`: 32 bytes. */
export type EpochKey = { readonly id: string; readonly key: Buffer };
export type EpochKeyring = { readonly current: () => Promise<EpochKey>; /** Undefined when it was destroyed, or never was. */ readonly byId: (id: string) => Promise<Buffer | undefined> };

/** More are never destroyed in a month. */
const mostOfMonth = 1_000;

/** `clock`: milliseconds. @throws VaultError KEK_MISSING, RING_* */
export function epochKeys({ store, ring, clock }: { readonly store: KeyStore; readonly ring: KeyRing; readonly clock: () => number }): EpochKeyring {
  async function byId(id: string): Promise<Buffer | "never" | "gone"> {
    const owner = ownerOf("epoch", id);
    const [found] = await store.find([owner]);
    if (found === undefined) return "never";
    if (found.state !== "kept") return "gone";
    const kek = ring.kek(found.kek);
    if (kek === undefined) throw new VaultError("KEK_MISSING", `the key-encryption key \`${found.kek}\` of an epoch key is not in the ring: \`epigraph keys verify\` looks at all of them`);
    return unwrap(owner, kek, found.wrapped).export();
  }
  return {
    byId: async (id) => {
      const key = /^[A-Za-z0-9._-]{1,64}$/.test(id) ? await byId(id) : "never";
      return key === "never" || key === "gone" ? undefined : key;
    },
    current: async () => {
      const month = new Date(clock()).toISOString().slice(0, 7);
      for (let number = 1; number <= mostOfMonth; number += 1) {
        const id = number === 1 ? month : `${month}.${number}`;
        if ((await byId(id)) === "never") {
          const [owner, kek] = [ownerOf("epoch", id), ring.current()];
          await store.add([{ owner, kek: kek.id, wrapped: newDataKey(owner, kek).wrapped }]); // another may have been first: what stands there counts
        }
        const key = await byId(id);
        if (key !== "never" && key !== "gone") return { id, key };
      }
      throw new VaultError("KEY_UNAVAILABLE", "there can be no more epoch keys this month");
    },
  };
}
