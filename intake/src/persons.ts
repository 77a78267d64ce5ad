/** Writes persons: their identity sealed under a data key of each one's own, and the pseudonyms by which they are looked up. Nothing of an identity reaches the loader in the clear. */
import { type BulkVault, identityField, identityText, pseudonymsOf } from "@epigraph/vault";
import type { PersonRow } from "./case-rows.js";
import type { Loaded, Loader } from "./loader.js";

/** Persons sealed with one question to the key store. */
const chunk = 5_000;

/**
 * Adds the persons who are not there yet. Keys are made in the key store at once, whatever becomes of the loader's transaction: a key without a text is worth nothing. Of a person
 * whose key was destroyed, or is held, only the row is written.
 * @throws VaultError KEK_MISSING, RING_*; IntakeError as the loader does
 */
export async function insertPersons(loader: Pick<Loader, "insert">, vault: BulkVault, persons: readonly PersonRow[]): Promise<Loaded> {
  let [offered, inserted] = [0, 0];
  for (let from = 0; from < persons.length; from += chunk) {
    const some = persons.slice(from, from + chunk);
    const texts = some.flatMap(({ key, identity }) => {
      const text = identity && identityText(identity);
      return text === undefined ? [] : [{ owner: key, field: identityField, text }];
    });
    const blobs = await vault.sealAll(texts);
    const sealed = new Map(texts.map(({ owner }, index) => [owner, blobs[index]]));
    const loaded = await loader.insert("persons", some.map(({ key, identity: _identity, ...source }) => ({ key, ...source, ...blobOf(sealed.get(key)) })));
    await loader.insert("personPseudonyms", some.flatMap(({ key, identity }) => (identity === undefined || sealed.get(key) === undefined ? [] : pseudonymsOf(vault, identity).map((one) => ({ personKey: key, ...one })))));
    offered += loaded.offered;
    inserted += loaded.inserted;
  }
  return { offered, inserted };
}

const blobOf = (identity: Buffer | undefined): { readonly identity?: Buffer } => (identity === undefined ? {} : { identity });
