/** Writes rows into the tables in batches, adding only what is not there yet. Not what the rows mean, and no transaction of its own: see transaction.ts. */
import { ensureStayPartitions } from "@epigraph/datastore";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ClientBase } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { rowEncoder, type RowEncoder } from "./copy-text.js";
import { IntakeError } from "./error.js";
import { writeFreshDays } from "./fresh-days.js";
import type { TableReport } from "./report.js";
import { tables, type RowOf, type Table, type TableName } from "./tables.js";

/** Rows from memory, or from a stream of any length: only one batch of text is on its way at a time. */
export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

/** `offered` rows were given, `inserted` of them were new. */
export type Loaded = { readonly offered: number; readonly inserted: number };

export type Loader = {
  /**
   * Adds the rows that are not there yet (no conflict with any unique key); a row that is there stays as it is.
   * Foreign keys are checked at once: fill tables in the order of `tables`. Days of stays get their partitions. Errors: ROW_INVALID, WRITE_FAILED.
   */
  insert<Name extends TableName>(table: Name, rows: Rows<RowOf<Name>>): Promise<Loaded>;
  /** Collects what the planner needs to know of the tables filled so far; partitioned tables never get that by themselves. */
  analyze(): Promise<void>;
  /** What was offered to each table so far, and what was new. */
  written(): readonly TableReport[];
};

export type LoaderOptions = {
  /** Rows per batch; a batch is staged, sorted and written as one statement. A batch of stays goes on to the end of its day. Default 200,000. */
  readonly batchRows?: number;
  /** How many stays a day that is not there yet must have to be written the short way; see fresh-days.ts. Default 5,000. */
  readonly freshDayRows?: number;
};

/** The connection must be inside a transaction and stay the caller's: the loader neither begins nor commits. */
export function openLoader(connection: ClientBase, { batchRows = 200_000, freshDayRows = 5_000 }: LoaderOptions = {}): Loader {
  const written = new Map<TableName, Loaded>();
  const staged = new Map<TableName, RowEncoder<object>>();

  async function encoderWithStage(name: TableName): Promise<RowEncoder<object>> {
    const known = staged.get(name);
    if (known !== undefined) return known;
    if (staged.size === 0) await connection.query("set local work_mem = '128MB'; set local maintenance_work_mem = '256MB'"); // a batch is sorted and indexed in memory
    const table = tables[name] as unknown as Table<object>; // one of a union; `insert` ties name and row together
    const encoder = rowEncoder(table);
    // the columns without their constraints: those speak when the rows go on to the table itself
    await connection.query(`create temporary table ${stageOf(name)} on commit drop as select ${encoder.columns.join(", ")} from ${table.name} with no data`);
    staged.set(name, encoder);
    return encoder;
  }

  /** Writes large new days, and makes the partitions of the others. */
  async function writeDays(stage: string, columns: string): ReturnType<typeof writeFreshDays> {
    const fresh = await writeFreshDays(connection, stage, columns, freshDayRows);
    const { rows } = await connection.query<{ day: string }>(`select distinct day::text as day from ${stage}`);
    await ensureStayPartitions((sql) => connection.query(sql), rows.map(({ day }) => day));
    return fresh;
  }

  async function insert<Name extends TableName>(name: Name, rows: Rows<RowOf<Name>>): Promise<Loaded> {
    let offered = 0;
    let inserted = 0;
    try {
      const encoder = await encoderWithStage(name);
      const columns = encoder.columns.join(", ");
      const { name: target, orderBy }: Pick<Table<never>, "name" | "orderBy"> = tables[name];
      const move = `insert into ${target} (${columns}) select ${columns} from ${stageOf(name)} ${name === "stays" ? "where day <> all ($1)" : ""} ${orderBy === undefined ? "" : `order by ${orderBy}`} on conflict do nothing`;
      const iterator = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
      let next: object | undefined;
      for (let done = false; !done; ) {
        const batch: Batch = { rows: 0, done: false, next };
        await pipeline(Readable.from(copyChunks(iterator, encoder, batchRows, batch)), connection.query(copyFrom(`copy ${stageOf(name)} (${columns}) from stdin`)));
        if (batch.rows > 0) {
          const fresh = name === "stays" ? await writeDays(stageOf(name), columns) : undefined;
          inserted += ((await connection.query(move, fresh === undefined ? [] : [fresh.days])).rowCount ?? 0) + (fresh?.inserted ?? 0);
          await connection.query(`truncate ${stageOf(name)}`);
        }
        offered += batch.rows;
        done = batch.done;
        next = batch.next;
      }
    } catch (error) {
      throw withoutValues(error, tables[name].name);
    }
    const before = written.get(name) ?? { offered: 0, inserted: 0 };
    written.set(name, { offered: before.offered + offered, inserted: before.inserted + inserted });
    return { offered, inserted };
  }

  return {
    insert,
    analyze: async () => {
      for (const name of written.keys()) await connection.query(`analyze ${tables[name].name}`);
    },
    written: () => [...written].map(([name, loaded]) => ({ table: tables[name].name, ...loaded })),
  };
}

/** How many times its limit a batch may hold when all of it is of one day. */
const longestBatch = 10;

/** How far one batch has come. `next` is a row that was taken from the rows already and belongs to the batch after it. */
type Batch = { rows: number; done: boolean; next: object | undefined };

/** About 64 kB of text at a time, until the batch is full or the rows end. A row with a day is never parted from the row before of the same day. */
async function* copyChunks(iterator: Iterator<object, void> | AsyncIterator<object, void>, encoder: RowEncoder<object>, limit: number, batch: Batch): AsyncGenerator<string> {
  let text = "";
  let lastDay: unknown;
  for (;;) {
    let row = batch.next;
    if (row === undefined) {
      const step = iterator.next();
      const result = step instanceof Promise ? await step : step; // awaiting what is at hand already would cost more than the row
      if (result.done === true) {
        batch.done = true;
        break;
      }
      row = result.value;
    }
    const day = "day" in row ? row.day : undefined;
    batch.next = row;
    if (batch.rows >= limit && (day === undefined || day !== lastDay || batch.rows >= limit * longestBatch)) break;
    batch.next = undefined;
    lastDay = day;
    text += encoder.encode(row);
    batch.rows += 1;
    if (text.length > 65_536) {
      yield text;
      text = "";
    }
  }
  if (text !== "") yield text;
}

function stageOf(name: TableName): string {
  return `intake_${name.toLowerCase()}`;
}

/** PostgreSQL's own words can quote the row; what goes on is the table, the constraint and the code of the error (PostgreSQL manual, appendix A). */
function withoutValues(error: unknown, table: string): unknown {
  if (error instanceof IntakeError || !(error instanceof Error) || !("severity" in error)) return error;
  const { code, constraint } = error as { code?: string; constraint?: string };
  const rule = constraint === undefined ? "" : `, constraint \`${constraint}\``;
  return new IntakeError("WRITE_FAILED", `the database refused rows for \`${table}\` (SQLSTATE ${code ?? "unknown"}${rule}): nothing of this import was kept`);
}
