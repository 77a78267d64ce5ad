/** One import, one transaction: all of it is written, or nothing. Not what is written: see importers/. */
import type { ClientBase } from "pg";
import type { Database } from "./database.js";
import { openLoader, type Loader, type LoaderOptions } from "./loader.js";

/** Runs `work` with a loader inside one transaction, committed when `work` ends well and rolled back when it throws. */
export async function inOneTransaction<Result>(database: Database, work: (loader: Loader) => Promise<Result>, options?: LoaderOptions): Promise<Result> {
  const runner = database.createQueryRunner();
  try {
    const connection = (await runner.connect()) as ClientBase; // TypeORM's PostgreSQL driver hands out pg's own client
    await runner.startTransaction();
    try {
      const result = await work(openLoader(connection, options));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined); // a broken connection rolls back by itself; the first error is the one to tell
      throw error;
    }
  } finally {
    await runner.release();
  }
}
