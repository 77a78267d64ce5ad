/** How the stores ask the database: single statements, and several as one. Holds no SQL: see the stores. */
import { AsyncLocalStorage } from "node:async_hooks";
import { type DataSource, transaction, type TransactionQuery } from "@epigraph/datastore";
import { IdentityError } from "./error.js";

export type Query = TransactionQuery;

export type Database = {
  /** One statement by itself. */
  readonly query: Query;
  /** All of it or nothing; the rows that it locks are locked until it is over. */
  readonly together: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
};

/**
 * Whoever holds a connection of this pool never waits for another one: as many such as there are connections would wait for each other for ever. So asking for a
 * second one inside `together` throws CONNECTION_HELD, the first time that it is tried and not only under load.
 */
export function databaseOf(source: DataSource): Database {
  const holding = new AsyncLocalStorage<true>();
  const requireNone = (): void => {
    if (holding.getStore()) throw new IdentityError("CONNECTION_HELD", "inside `together` the database is asked with the `query` that it hands out");
  };
  return {
    query: async (sql, parameters) => {
      requireNone();
      const runner = source.createQueryRunner();
      try {
        const { records } = await runner.query(sql, parameters === undefined ? undefined : [...parameters], true);
        return records as never[];
      } finally {
        await runner.release();
      }
    },
    together: async (work) => {
      requireNone();
      const open = transaction(source, { access: "read-write", isolation: "read committed" });
      try {
        const result = await holding.run(true, () => work(open.query));
        await open.commit();
        return result;
      } catch (error) {
        await open.rollback();
        throw error;
      }
    },
  };
}
