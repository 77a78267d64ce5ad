/** What opens and seals for persons whom a legal hold keeps: for a purge that archives them, and for the custodian who answers a court. No service has the folder that this needs. */
import { createVault } from "./create-vault.js";
import type { KeyCustody, StoredKey } from "./key-store.js";
import type { Owner } from "./owner.js";
import type { RingFolder } from "./ring-folder.js";
import type { BulkVault } from "./vault.js";

/** Of these owners, whose keys are read once; others have none here. `clock`: milliseconds. */
export async function heldVault({ store, clock }: { readonly store: Pick<KeyCustody, "all">; readonly clock: () => number }, holds: RingFolder, owners: readonly Owner[]): Promise<Pick<BulkVault, "seal" | "open">> {
  const wanted = new Set(owners);
  const kept = new Map<Owner, StoredKey>();
  for await (const keys of store.all(1_000)) for (const { held, ...key } of keys) if (held && wanted.has(key.owner)) kept.set(key.owner, { state: "kept", ...key });
  const of = (some: readonly Owner[]): readonly StoredKey[] => some.map((owner) => kept.get(owner) ?? { state: "destroyed", owner });
  const none = (): never => {
    throw new TypeError("the keys of holds are no ring");
  };
  return createVault({
    store: { find: (some) => Promise.resolve(of(some)), add: (keys) => Promise.resolve(of(keys.map(({ owner }) => owner))) },
    ring: { kek: (id) => holds.key("hold", id), current: () => [...holds.ids("hold")].map((id) => holds.key("hold", id)).find((key) => key !== undefined) ?? none(), pepper: none, refresh: holds.refresh },
    clock,
  });
}
