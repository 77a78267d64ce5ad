/** The tree's tiles and signed checkpoints in the database. Not how the tree is computed: see @epigraph/ledger. */
import { LedgerError, parseCheckpoint, parseNote, partialTiles, type Tile, type TileContent, tilePath, type TileReader, treeHash } from "@epigraph/ledger";
import { DatastoreError } from "../error.js";
import type { TransactionQuery } from "../transaction.js";

/** Reads these tiles; those of a later tree, which are wider, will do. */
export async function readTiles(query: TransactionQuery, tiles: readonly Tile[]): Promise<TileReader> {
  if (tiles.length === 0) return missing;
  const rows = await query<{ readonly level: number; readonly number: string; readonly hashes: Buffer }>(
    "select t.level, t.number, t.hashes from unnest($1::smallint[], $2::bigint[]) as w (level, number) join ledger.tile t on t.level = w.level and t.number = w.number",
    [tiles.map(({ level }) => level), tiles.map(({ index }) => index)],
  );
  const known = new Map(rows.map(({ level, number, hashes }) => [`${level}/${number}`, hashes]));
  return (tile) => known.get(`${tile.level}/${tile.index}`) ?? missing(tile);
}

const missing: TileReader = (tile) => {
  throw new LedgerError("TILE_INVALID", `${tilePath(tile)} is not there`);
};

/** New tiles, and those that grew; the database lets none change otherwise. */
export async function keepTiles(query: TransactionQuery, tiles: readonly TileContent[]): Promise<void> {
  await query("insert into ledger.tile as t (level, number, hashes) select level, number, decode(hashes, 'hex') from unnest($1::smallint[], $2::bigint[], $3::text[]) as g (level, number, hashes) on conflict (level, number) do update set hashes = excluded.hashes", [
    tiles.map(({ tile }) => tile.level),
    tiles.map(({ tile }) => tile.index),
    tiles.map(({ hashes }) => hashes.toString("hex")),
  ]);
}

/** The newest checkpoint's note. */
export async function newestCheckpoint(query: TransactionQuery): Promise<string | undefined> {
  const [row] = await query<{ readonly note: string }>("select note from ledger.checkpoint order by size desc limit 1");
  return row?.note;
}

/**
 * Whether the tree that is about to grow is the one that was signed: whoever could change a tile must not get the log's signature under it.
 * @throws DatastoreError LOG_CHANGED
 */
export function requireSignedTree(size: number, note: string | undefined, readTile: TileReader): void {
  const signed = note === undefined ? undefined : parseCheckpoint(parseNote(note).text);
  if (signed === undefined ? size === 0 : signed.size === size && signed.root.equals(treeHash(size, readTile))) return;
  throw new DatastoreError("LOG_CHANGED", `the tree of ${size} records in the database is not the one that was signed last: somebody changed it, or restored an older state; nothing is sequenced until the access log is restored`);
}

/** What an append reads. */
export const tilesToAppend = partialTiles;

export async function keepCheckpoint(query: TransactionQuery, size: number, note: string, signedAt: Date): Promise<void> {
  await query("insert into ledger.checkpoint (size, note, signed_at) values ($1, $2, $3)", [size, note, signedAt]);
}
