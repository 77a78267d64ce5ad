/** One request's transaction: begun when data is first touched, on one pooled connection, given back exactly once and with nothing of the request's in its session. Decides nothing about who may read. */
import type { DataSource, EntityManager, ObjectLiteral, QueryResult, QueryRunner } from "typeorm";

import { connectionFailure } from "./connection-failure.js";
import { DatastoreError } from "./error.js";
import { sqlState } from "./sql-state.js";

export type TransactionQuery = <Row extends ObjectLiteral = ObjectLiteral>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

export type TransactionOptions = {
  /** `read-only` if not given. */
  readonly access?: "read-only" | "read-write";
  /** `repeatable read` if not given: all of one answer comes from one moment. */
  readonly isolation?: "read committed" | "repeatable read" | "serializable";
  /** Run first in the transaction, such as setting a request's claims; when it fails, so does whatever was to follow. */
  readonly prepare?: (query: TransactionQuery) => Promise<void>;
};

export type Transaction = {
  /** Whether anything was asked of the database. */
  readonly begun: boolean;
  /** Rows of one statement; of INSERT, UPDATE and DELETE those of RETURNING. Statements of concurrent callers run one after another. */
  readonly query: TransactionQuery;
  /** TypeORM's entity manager in this transaction; its statements queue like the others. */
  manager(): Promise<EntityManager>;
  /** Ends the transaction after what was asked so far; without one, nothing. Throws TRANSACTION_FAILED if a failed statement had undone it already. */
  commit(): Promise<void>;
  /** Undoes the transaction; without one, nothing. Never throws: a connection that cannot even do that, or forget what its session kept, is thrown away. */
  rollback(): Promise<void>;
};

/** A transaction that costs nothing until its first statement. After commit or rollback every statement throws TRANSACTION_OVER. */
export function transaction(dataSource: DataSource, options: TransactionOptions = {}): Transaction {
  let opened: Promise<Opened> | undefined;
  let ended: { readonly how: "commit" | "rollback"; readonly done: Promise<void> } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  // pg wants one statement at a time on a connection, and resolvers ask concurrently: whoever asks takes a place in this queue, at once
  const enqueue = <T>(work: (opened: Opened) => Promise<T>): Promise<T> => {
    if (ended !== undefined) return Promise.reject(over());
    const opening = (opened ??= begin(dataSource, options, enqueue));
    const result = last.then(async () => await work(await opening));
    last = result.catch(() => undefined);
    return result;
  };

  const end = (how: "commit" | "rollback"): Promise<void> => {
    const work = async (): Promise<void> => {
      await last;
      const given = await opened?.catch(() => undefined); // a begin that failed has given its connection back
      if (given !== undefined) await (how === "commit" ? commit(given) : rollback(given));
    };
    ended ??= { how, done: work() };
    return ended.done;
  };

  return {
    get begun() {
      return opened !== undefined;
    },
    query: (sql, parameters) => enqueue(async ({ send }) => rowsOf(await send(sql, parameters))),
    manager: () => enqueue(({ runner }) => Promise.resolve(runner.manager)),
    commit: () => (ended?.how === "rollback" ? Promise.reject(over()) : end("commit")),
    rollback: () => end("rollback").catch(() => undefined),
  };
}

type Send = (sql: string, parameters?: readonly unknown[]) => Promise<QueryResult>;
/** `send` goes to the connection directly, `runner.query` through the queue. */
type Opened = { readonly runner: QueryRunner; readonly send: Send };
type Enqueue = <T>(work: (opened: Opened) => Promise<T>) => Promise<T>;

async function begin(dataSource: DataSource, options: TransactionOptions, enqueue: Enqueue): Promise<Opened> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.connect();
  } catch (cause) {
    await runner.release();
    const { options: settings } = dataSource;
    throw "url" in settings && typeof settings.url === "string" ? connectionFailure(cause, settings.url) : cause;
  }
  const direct = runner.query.bind(runner);
  const send: Send = (sql, parameters) => direct(sql, parameters === undefined ? undefined : [...parameters], true);
  try {
    await runner.startTransaction();
    await send(`set transaction isolation level ${options.isolation ?? "repeatable read"}, ${options.access === "read-write" ? "read write" : "read only"}`);
    await options.prepare?.(async (sql, parameters) => rowsOf(await send(sql, parameters)));
  } catch (error) {
    await rollback({ runner, send });
    throw error;
  }
  const queued = (sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> =>
    enqueue(async () => (structured === true ? await direct(sql, parameters, true) : ((await direct(sql, parameters)) as unknown)));
  runner.query = queued as typeof runner.query;
  return { runner, send };
}

function rowsOf<Row extends ObjectLiteral>(result: QueryResult): Row[] {
  return result.records as Row[];
}

/**
 * What a session keeps beyond its transaction, and the pool would hand to the next person: cursors WITH HOLD, settings, a chosen role, prepared statements, channels listened
 * to. Temporary tables are not among it: no service may make one. Settings go back to what the connection was opened with, its name and encoding included. Unlike DISCARD
 * ALL it leaves the server's plans, and so may stand in the same message as the end of the transaction: no round trip of its own.
 */
const forgetSession = "close all; set session authorization default; reset all; deallocate all; unlisten *";

/** First forgotten, then committed: whatever fails of it, nothing was committed. */
async function commit({ runner, send }: Opened): Promise<void> {
  try {
    const client: unknown = await runner.connect();
    const results = hasQuery(client) ? await client.query(`${forgetSession}; commit`) : [];
    // PostgreSQL answers the COMMIT of a failed transaction with a rollback and no error, which only the result's tag tells
    if (results.at(-1)?.command !== "COMMIT") throw undone();
  } catch (error) {
    await rollback({ runner, send });
    throw hasFailedBefore(error) ? undone() : error;
  }
  await runner.release();
}

async function rollback({ runner, send }: Opened): Promise<void> {
  try {
    await send(`rollback; ${forgetSession}`);
  } catch {
    const client: unknown = await runner.connect();
    if (hasQuery(client)) void client.end().catch(() => undefined); // the pool drops a connection that was ended
  }
  await runner.release();
}

/** SQLSTATE 25P02: an earlier statement had failed, and PostgreSQL takes no more of this transaction. */
const hasFailedBefore = (error: unknown): boolean => sqlState(error) === "25P02";

/** The part of pg's client that is used here, which TypeORM hands out without a type: of several statements in one message it gives the result of each. */
type Client = { query(statements: string): Promise<readonly { readonly command: string }[]>; end(): Promise<void> };

function hasQuery(client: unknown): client is Client {
  return typeof client === "object" && client !== null && "query" in client && "end" in client;
}

function undone(): DatastoreError {
  return new DatastoreError("TRANSACTION_FAILED", "a statement of the transaction had failed, so nothing was committed");
}

function over(): DatastoreError {
  return new DatastoreError("TRANSACTION_OVER", "the request's transaction is over: read before it is committed or rolled back");
}
