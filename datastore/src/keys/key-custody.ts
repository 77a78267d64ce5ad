/** The key store that its custodian sees: data keys wrapped anew, held, destroyed. Not when and why: see @epigraph/vault's custody. */
import { type KekUse, type KeyCustody, type Owner, type OwnerKind, VaultError, type WrappedKey } from "@epigraph/vault";
import type { DataSource, EntityManager } from "typeorm";
import { openDatabase } from "../connection.js";
import { columnsOf, keyStoreOver, quietly, wrappedKey } from "./key-store.js";

export type OpenKeyCustody = { readonly store: KeyCustody; readonly close: () => Promise<void> };

/** @throws DatastoreError as `openDatabase` does */
export async function openKeyCustody(url: string, { name }: { readonly name: string }): Promise<OpenKeyCustody> {
  const source = await openDatabase(url, { name, poolSize: 3 });
  return { store: keyCustodyOver(source), close: () => source.destroy() };
}

type Row = { readonly kind: OwnerKind; readonly id: string; readonly kek: string; readonly wrapped: Buffer };
type Again = (key: WrappedKey) => Buffer;

/** Any number, the same in every version: one custodian works at a time. */
const advisoryLock = 7_215_530_044;
const columns = "k.owner_kind as kind, k.owner_id as id, k.kek_id as kek, k.wrapped";
const among = "(k.owner_kind, k.owner_id) in (select o.kind, o.id from unnest($1::text[], $2::text[]) o (kind, id))";

export function keyCustodyOver(source: DataSource): KeyCustody {
  return {
    ...keyStoreOver(source),
    exclusively: (work) => exclusively(source, work),
    beginRotation: (fresh) =>
      inTransaction(source, async (manager) => {
        const [unended] = await manager.query<{ readonly to: string }[]>("select r.to_kek as to from keys.rotation r where r.ended_at is null order by r.begun_at limit 1");
        if (unended) return { to: unended.to, resumed: true };
        await manager.query("insert into keys.kek (id, kind) values ($1, 'service')", [fresh]);
        await manager.query("insert into keys.rotation (to_kek) values ($1)", [fresh]);
        return { to: fresh, resumed: false };
      }),
    endRotation: async (to) => void (await quietly(() => source.query("update keys.rotation set ended_at = clock_timestamp() where to_kek = $1", [to]))),
    retireAllBut: (kek, others) =>
      inTransaction(source, async (manager) => {
        await manager.query("insert into keys.kek (id, kind) select o.id, 'service' from unnest($1::text[]) o (id) order by 1 on conflict do nothing", [others]);
        await manager.query("update keys.kek k set retired_at = clock_timestamp() where k.kind = 'service' and k.retired_at is null and k.id <> $1", [kek]); // waits for keys that are being added
      }),
    rewrapSome: (to, limit, again) =>
      inTransaction(source, async (manager) => {
        const rows = await manager.query<Row[]>(
          `select ${columns} from keys.data_key k where k.kek_id in (select x.id from keys.kek x where x.kind = 'service' and x.id <> $1) and k.held_at is null limit $2 for update`,
          [to, limit],
        );
        return await write(manager, rows, to, again, "");
      }),
    uses: () =>
      quietly(() =>
        source.query<KekUse[]>(
          `select x.id as kek, count(k.owner_id) filter (where k.held_at is null)::int as kept, count(k.owner_id) filter (where k.held_at is not null)::int as held, x.retired_at is not null as retired
           from keys.kek x left join keys.data_key k on k.kek_id = x.id group by x.id order by x.seen_at, x.id`,
        ),
      ),
    all: (piece) => pieces(source, piece),
    destroy: (owners) => changed(source, `update keys.data_key k set kek_id = null, wrapped = null, destroyed_at = clock_timestamp() where k.held_at is null and k.destroyed_at is null and ${among} returning 1`, owners),
    destroyAll: () => changed(source, "update keys.data_key k set kek_id = null, wrapped = null, destroyed_at = clock_timestamp() where k.held_at is null and k.destroyed_at is null returning 1"),
    hold: (owners, under, again) =>
      inTransaction(source, async (manager) => {
        await manager.query("insert into keys.kek (id, kind) values ($1, 'hold') on conflict do nothing", [under]);
        return await write(manager, await locked(manager, owners, "k.held_at is null"), under, again, ", held_at = clock_timestamp()");
      }),
    release: (owners, under, again) => inTransaction(source, async (manager) => await write(manager, await locked(manager, owners, "k.held_at is not null"), under, again, ", held_at = null")),
    forgetDestroyed: () => changed(source, "delete from keys.data_key k where k.destroyed_at is not null and k.owner_kind <> 'epoch' returning 1"),
  };
}

/** A lock of the session: it goes with the connection, so that a killed custodian leaves none. */
async function exclusively<Result>(source: DataSource, work: () => Promise<Result>): Promise<Result> {
  const runner = source.createQueryRunner();
  try {
    const [row] = (await quietly(() => runner.query("select pg_try_advisory_lock($1) as alone", [advisoryLock]))) as readonly { readonly alone: boolean }[];
    if (row?.alone !== true) throw new VaultError("CUSTODY_BUSY", "another custodian's work is under way on this key store: wait for its end, then try again");
    try {
      return await work();
    } finally {
      await runner.query("select pg_advisory_unlock($1)", [advisoryLock]).catch(() => undefined); // the connection broke: so did the lock
    }
  } finally {
    await runner.release();
  }
}

const inTransaction = <Result>(source: DataSource, work: (manager: EntityManager) => Promise<Result>): Promise<Result> => quietly(() => source.transaction("READ COMMITTED", work));

async function locked(manager: EntityManager, owners: readonly Owner[], besides: string): Promise<readonly Row[]> {
  const { kinds, ids } = columnsOf(owners);
  return await manager.query<Row[]>(`select ${columns} from keys.data_key k where ${besides} and k.destroyed_at is null and ${among} for update`, [kinds, ids]);
}

async function write(manager: EntityManager, rows: readonly Row[], under: string, again: Again, besides: string): Promise<number> {
  if (rows.length === 0) return 0;
  const wrapped = rows.map((row) => again(wrappedKey(row)));
  await manager.query(
    `update keys.data_key k set kek_id = $1, wrapped = n.wrapped${besides} from unnest($2::text[], $3::text[], $4::bytea[]) n (kind, id, wrapped) where k.owner_kind = n.kind and k.owner_id = n.id`,
    [under, rows.map(({ kind }) => kind), rows.map(({ id }) => id), wrapped],
  );
  return rows.length;
}

async function changed(source: DataSource, sql: string, owners?: readonly Owner[]): Promise<number> {
  const { kinds, ids } = columnsOf(owners ?? []);
  const result: unknown = await quietly(() => source.query(sql, owners === undefined ? [] : [kinds, ids]));
  return Array.isArray(result) && typeof result[1] === "number" ? result[1] : 0;
}

async function* pieces(source: DataSource, piece: number): AsyncGenerator<readonly (WrappedKey & { readonly held: boolean })[]> {
  let after: readonly [string, string] = ["", ""];
  for (;;) {
    const rows = await quietly(() =>
      source.query<(Row & { readonly held: boolean })[]>(
        `select ${columns}, k.held_at is not null as held from keys.data_key k where (k.owner_kind, k.owner_id) > ($1, $2) and k.destroyed_at is null order by k.owner_kind, k.owner_id limit $3`,
        [...after, piece],
      ),
    );
    if (rows.length > 0) yield rows.map((row) => ({ ...wrappedKey(row), held: row.held }));
    const last = rows.at(-1);
    if (last === undefined || rows.length < piece) return;
    after = [last.kind, last.id];
  }
}
