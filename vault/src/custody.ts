/**
 * What a key custodian does: rotate, hold, release, destroy, verify. Not for services.
 *
 * A row that was changed or deleted leaves its bytes in the files of a database and in its log. So a key is gone for good only when what wrapped it is: destroying and holding
 * end with a rotation, which wraps everything else anew and destroys the file of the old key-encryption key.
 */
import { rewrap } from "./data-key.js";
import { VaultError } from "./error.js";
import type { Kek } from "./key-ring.js";
import type { KekUse, KeyCustody, WrappedKey } from "./key-store.js";
import type { Owner } from "./owner.js";
import { newKeyId, type RingFolder } from "./ring-folder.js";

/** `clock`: milliseconds. */
export type Custody = { readonly store: KeyCustody; readonly ring: RingFolder; readonly clock: () => number };

/** `resumed`: an earlier rotation that had been broken off was finished. `destroyed`: the key-encryption keys that are no more. */
export type Rotation = { readonly to: string; readonly resumed: boolean; readonly rewrapped: number; readonly destroyed: readonly string[] };

/** `batch`: keys wrapped anew in one transaction. `onProgress`: how many so far. */
export type RotateOptions = { readonly batch?: number; readonly onProgress?: (rewrapped: number) => void };

/**
 * A new key-encryption key for everything that is not held, unless nothing was ever sealed, while services go on; broken off at any moment, the next call finishes it. The order is what makes it safe: the new
 * key is on the disk before anything is wrapped under it, services are told before the store refuses the old one, and the old one goes when nothing stands under it.
 * @throws VaultError CUSTODY_BUSY, KEK_MISSING, RING_*
 */
export function rotate({ store, ring, clock }: Custody, { batch = 500, onProgress }: RotateOptions = {}): Promise<Rotation> {
  return store.exclusively(async () => {
    ring.sweep();
    const known = await store.uses();
    if (known.length === 0) return { to: ring.current().id, resumed: false, rewrapped: 0, destroyed: [] }; // nothing was ever wrapped
    requireOwnStore(ring, known);
    const { to, resumed } = await store.beginRotation(newKeyId(clock()));
    ring.make("kek", to);
    const kek = required(ring, to);
    if (ring.current().id !== to) ring.makeCurrent(to);
    await store.retireAllBut(to, ring.ids("kek").filter((id) => id !== to));
    let rewrapped = 0;
    for (;;) {
      const some = await store.rewrapSome(to, batch, (key) => rewrap(key.owner, required(ring, key.kek), kek, key.wrapped));
      if (some === 0) break;
      rewrapped += some;
      onProgress?.(rewrapped);
    }
    const destroyed = ring.ids("kek").filter((id) => id !== to);
    for (const id of destroyed) ring.destroy("kek", id);
    await store.endRotation(to);
    return { to, resumed, rewrapped, destroyed };
  });
}

/** Beside another store, a rotation would find nothing to wrap anew, and destroy what wraps everything in its own. */
function requireOwnStore(ring: RingFolder, known: readonly KekUse[]): void {
  const { id } = ring.current();
  if (!known.some(({ kek }) => kek === id)) throw new VaultError("RING_INVALID", `the key store does not know the ring's current key \`${id}\`: they are not of one installation, or the ring is older than the last hand-over; name the ring and the store that belong together`);
}

/** No text of these owners opens again, and none is sealed for them; those held stay. Ends with a rotation. */
export async function destroyKeys(custody: Custody, owners: readonly Owner[] | "all"): Promise<{ readonly destroyed: number; readonly rotation: Rotation }> {
  const { store } = custody;
  const destroyed = await store.exclusively(() => (owners === "all" ? store.destroyAll() : store.destroy(owners)));
  return { destroyed, rotation: await rotate(custody) };
}

/** Puts these owners' keys under a new key in `holds`, a folder that services do not get: unreadable, and not destroyed, until released. Ends with a rotation. */
export async function holdKeys(custody: Custody, holds: RingFolder, owners: readonly Owner[]): Promise<{ readonly held: number; readonly under: string; readonly rotation: Rotation }> {
  const { store, ring, clock } = custody;
  const under = newKeyId(clock());
  const held = await store.exclusively(async () => {
    holds.make("hold", under);
    const kek = requiredHold(holds, under);
    return store.hold(owners, under, (key) => rewrap(key.owner, required(ring, key.kek), kek, key.wrapped));
  });
  return { held, under, rotation: await rotate(custody) };
}

/** Back under the current key; a hold's key goes when nothing stands under it. */
export function releaseKeys({ store, ring }: Custody, holds: RingFolder, owners: readonly Owner[]): Promise<{ readonly released: number; readonly destroyed: readonly string[] }> {
  return store.exclusively(async () => {
    const kek = ring.current();
    const released = await store.release(owners, kek.id, (key) => rewrap(key.owner, requiredHold(holds, key.kek), kek, key.wrapped));
    const inUse = new Set((await store.uses()).filter((use) => use.held > 0).map((use) => use.kek));
    const destroyed = holds.ids("hold").filter((id) => !inUse.has(id));
    for (const id of destroyed) holds.destroy("hold", id);
    return { released, destroyed };
  });
}

/** `unwrapped`: keys that the ring opens. `faults`: sentences, none when all is well. `holds`: without it, held keys are counted and not tried. */
export type Verification = { readonly uses: readonly KekUse[]; readonly current: string; readonly unwrapped: number; readonly untried: number; readonly faults: readonly string[] };

/** Whether every key of the store unwraps. Changes nothing. */
export async function verifyKeys({ store, ring }: Pick<Custody, "store" | "ring">, holds?: RingFolder): Promise<Verification> {
  const current = ring.current();
  ring.pepper();
  let [unwrapped, untried] = [0, 0];
  const broken = new Map<string, number>();
  for await (const keys of store.all(1_000)) {
    for (const key of keys) {
      if (key.held && holds === undefined) untried += 1;
      else if (opens(key, key.held ? holds?.key("hold", key.kek) : ring.kek(key.kek), current)) unwrapped += 1;
      else broken.set(key.kek, (broken.get(key.kek) ?? 0) + 1);
    }
  }
  const uses = await store.uses();
  const unfinished = ring.ids("kek").length > 1 || uses.some(({ kek, kept }) => kept > 0 && kek !== current.id);
  return {
    uses,
    current: current.id,
    unwrapped,
    untried,
    faults: [
      ...[...broken].map(([kek, count]) => `${count} data keys under \`${kek}\` do not unwrap: the ring lacks that key, or they were altered`),
      ...(uses.some(({ kek, retired }) => retired && kek === current.id) ? [`the ring's current key \`${current.id}\` is retired in the key store: this ring is older than the last rotation`] : []),
      ...(unfinished ? ["a rotation was not finished: run `epigraph keys rotate`"] : []),
    ],
  };
}

function opens(key: WrappedKey, kek: Kek | undefined, current: Kek): boolean {
  try {
    return kek !== undefined && rewrap(key.owner, kek, current, key.wrapped).length > 0;
  } catch {
    return false;
  }
}

function required(ring: RingFolder, id: string): Kek {
  return ring.kek(id) ?? lacking(id);
}

function requiredHold(holds: RingFolder, id: string): Kek {
  return holds.key("hold", id) ?? lacking(id);
}

function lacking(id: string): never {
  throw new VaultError("KEK_MISSING", `the key-encryption key \`${id}\` is not there, so what it wraps cannot be wrapped anew: restore its file from the custodian's copy, then try again`);
}
