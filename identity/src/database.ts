/** How the stores ask the database: single statements, and several as one. Holds no SQL: see the stores. */
import { type DataSource, transaction, type TransactionQuery } from "@epigraph/datastore";

export type Query = TransactionQuery;

export type Database = {
  /** One statement by itself. */
  readonly query: Query;
  /** All of it or nothing; the rows that it locks are locked until it is over. */
  readonly together: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
};

export function databaseOf(source: DataSource): Database {
  return {
    query: async (sql, parameters) => {
      const runner = source.createQueryRunner();
      try {
        const { records } = await runner.query(sql, parameters === undefined ? undefined : [...parameters], true);
        return records as never[];
      } finally {
        await runner.release();
      }
    },
    together: async (work) => {
      const open = transaction(source, { access: "read-write", isolation: "read committed" });
      try {
        const result = await work(open.query);
        await open.commit();
        return result;
      } catch (error) {
        await open.rollback();
        throw error;
      }
    },
  };
}
