/** The key store that services see: wrapped data keys in PostgreSQL, added and read, never changed. Not what wraps them: see @epigraph/vault. */
import { type KeyStore, type Owner, ownerOf, type OwnerKind, partsOf, type StoredKey, VaultError, type WrappedKey } from "@epigraph/vault";
import type { DataSource } from "typeorm";
import { openDatabase } from "../connection.js";
import { DatastoreError } from "../error.js";
import { sqlState } from "../sql-state.js";

export type OpenKeyStore = { readonly store: KeyStore; readonly close: () => Promise<void> };

/** `name`: shown in the server's list of connections. @throws DatastoreError as `openDatabase` does */
export async function openKeyStore(url: string, { name, poolSize = 4 }: { readonly name: string; readonly poolSize?: number }): Promise<OpenKeyStore> {
  const source = await openDatabase(url, { name, poolSize });
  return { store: keyStoreOver(source), close: () => source.destroy() };
}

type Row = { readonly kind: OwnerKind; readonly id: string; readonly kek: string | null; readonly wrapped: Buffer | null; readonly held: boolean };

/** Keys looked up in one statement. */
const asked = 5_000;

export function keyStoreOver(source: DataSource): KeyStore {
  const find = async (owners: readonly Owner[]): Promise<readonly StoredKey[]> => {
    const found: StoredKey[] = [];
    for (let from = 0; from < owners.length; from += asked) {
      const { kinds, ids } = columnsOf(owners.slice(from, from + asked));
      const rows = await quietly(() =>
        source.query<Row[]>(
          `select k.owner_kind as kind, k.owner_id as id, k.kek_id as kek, k.wrapped, k.held_at is not null as held
           from unnest($1::text[], $2::text[]) o (kind, id) join keys.data_key k on k.owner_kind = o.kind and k.owner_id = o.id`,
          [kinds, ids],
        ),
      );
      found.push(...rows.map(storedKey));
    }
    return found;
  };
  return {
    find,
    add: async (keys) => {
      for (let from = 0; from < keys.length; from += asked) {
        const some = keys.slice(from, from + asked);
        const { kinds, ids } = columnsOf(some.map(({ owner }) => owner));
        await quietly(() =>
          source.query(
            `insert into keys.data_key (owner_kind, owner_id, kek_id, wrapped) select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) on conflict do nothing`,
            [kinds, ids, some.map(({ kek }) => kek), some.map(({ wrapped }) => wrapped)],
          ),
        );
      }
      return find(keys.map(({ owner }) => owner));
    },
  };
}

export function columnsOf(owners: readonly Owner[]): { readonly kinds: readonly OwnerKind[]; readonly ids: readonly string[] } {
  const parts = owners.map(partsOf);
  return { kinds: parts.map(({ kind }) => kind), ids: parts.map(({ id }) => id) };
}

function storedKey({ kind, id, kek, wrapped, held }: Row): StoredKey {
  const owner = ownerOf(kind, id);
  if (kek === null || wrapped === null) return { state: "destroyed", owner };
  return held ? { state: "held", owner } : { state: "kept", owner, kek, wrapped };
}

/** A wrapped key as it is read for the custodian. */
export const wrappedKey = ({ kind, id, kek, wrapped }: { readonly kind: OwnerKind; readonly id: string; readonly kek: string; readonly wrapped: Buffer }): WrappedKey => ({ owner: ownerOf(kind, id), kek, wrapped });

/** The database's own errors quote parameters, which are wrapped keys and name their owners. */
export async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const code = sqlState(error);
    if (code === "EK001") throw new VaultError("KEK_RETIRED", "the ring's current key is retired in the key store: a rotation is ahead of the ring that this process reads");
    if (error instanceof VaultError || error instanceof DatastoreError) throw error;
    throw new DatastoreError("DATABASE_FAILED", `the key store does not answer as it should (${code ?? "no code"}): \`npx epigraph doctor\` looks at what is needed`);
  }
}
