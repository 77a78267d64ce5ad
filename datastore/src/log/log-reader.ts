/** What the log publishes and what an export discloses of it, read as it stands. Not the files that are made of it: see @epigraph/ledger's export. */
import type { DataSource } from "typeorm";
import type { Tile } from "@epigraph/ledger";
import { readTiles } from "./hash-tiles.js";

/** Times are milliseconds since the Unix epoch. `note`: as the log signed it, without cosignatures. */
export type LoggedCheckpoint = { readonly size: number; readonly note: string; readonly signedAt: number };

/** `line`: the signature line, ending in a newline. */
export type LoggedCosignature = { readonly size: number; readonly witness: string; readonly line: string; readonly seenAt: number };

/** In the order in which they signed. `statement`: the note by which the key before it handed over, of the tree of `since` records; the first has none. */
export type LoggedKey = { readonly since: number; readonly vkey: string; readonly statement: string | null };

export type LoggedRecord = { readonly index: number; readonly sequenced: number; readonly standing: string; readonly body: string };

/** Both ends included; of indexes, and of the time at which a record was sequenced. */
export type RecordRange = { readonly from?: number; readonly to?: number; readonly since?: number; readonly until?: number };

export type LogReader = {
  readonly latest: () => Promise<LoggedCheckpoint | undefined>;
  /** Ascending by size. */
  readonly checkpoints: () => AsyncGenerator<LoggedCheckpoint, void, undefined>;
  /** At least as wide as asked. @throws LedgerError TILE_INVALID when it is not there */
  readonly tile: (tile: Tile) => Promise<Uint8Array>;
  /** Ascending by index; what was pruned is left out. */
  readonly records: (range?: RecordRange) => AsyncGenerator<LoggedRecord, void, undefined>;
  /** Of the checkpoint of a size. */
  readonly cosignatures: (size: number) => Promise<readonly LoggedCosignature[]>;
  readonly logKeys: () => Promise<readonly LoggedKey[]>;
};

const page = 500;

/** `database`: the login of the database's owner, which alone sees records without asking as somebody; all but `records` also works for `audit` and `sequencer`. */
export function logReader(database: DataSource): LogReader {
  const query = <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => database.query<Row[]>(sql, [...parameters]);
  const checkpointRows = (where: string, parameters: readonly unknown[]): Promise<{ readonly size: string; readonly note: string; readonly signed_at: Date }[]> =>
    query(`select size, note, signed_at from ledger.checkpoint ${where}`, parameters);
  const checkpoint = ({ size, note, signed_at: signedAt }: { readonly size: string; readonly note: string; readonly signed_at: Date }): LoggedCheckpoint => ({ size: Number(size), note, signedAt: signedAt.getTime() });
  return {
    latest: async () => (await checkpointRows("order by size desc limit 1", [])).map(checkpoint)[0],
    checkpoints: async function* () {
      for (let after = -1; ; ) {
        const rows = (await checkpointRows("where size > $1 order by size limit $2", [after, page])).map(checkpoint);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < page) return;
        after = last.size;
      }
    },
    tile: async (tile) => (await readTiles(query, [tile]))(tile),
    records: async function* ({ from = 0, to = Number.MAX_SAFE_INTEGER, since = 0, until = 253_402_300_799_999 } = {}) {
      for (let next = from; ; ) {
        const rows = await query<{ readonly index: string; readonly sequenced: Date; readonly standing: string; readonly body: string }>(
          "select index, sequenced, standing, body from ledger.record where index >= $1 and index <= $2 and sequenced >= $3 and sequenced <= $4 order by index limit $5",
          [next, to, new Date(since), new Date(until), page],
        );
        for (const { index, sequenced, standing, body } of rows) yield { index: Number(index), sequenced: sequenced.getTime(), standing, body };
        const last = rows.at(-1);
        if (last === undefined || rows.length < page) return;
        next = Number(last.index) + 1;
      }
    },
    cosignatures: async (size) => {
      const rows = await query<{ readonly witness: string; readonly line: string; readonly seen_at: Date }>("select witness, line, seen_at from ledger.cosignature where size = $1 order by witness", [size]);
      return rows.map(({ witness, line, seen_at: seenAt }) => ({ size, witness, line, seenAt: seenAt.getTime() }));
    },
    logKeys: async () => {
      const rows = await query<{ readonly since: string; readonly vkey: string; readonly statement: string | null }>("select since, vkey, statement from ledger.log_key order by since");
      return rows.map(({ since, vkey, statement }) => ({ since: Number(since), vkey, statement }));
    },
  };
}
