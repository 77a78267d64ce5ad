/** The database as a running job has it: transactions of its kind's service that begin with the claims of who asked. Not which claims: see `security.begin_job`. */
import { type DataSource, transaction } from "@epigraph/datastore";
import type { JobDatabase } from "./kind.js";
import { backendOf, showClaims } from "./store.js";

type Of = { readonly job: string; /** None for what nobody asked for: then there are no claims. */ readonly proof: string | undefined; readonly signal: AbortSignal };

/** `source`: opened when it is first needed. A statement that takes long is broken off by the server when the job is to stop. */
export function jobDatabase(source: () => Promise<DataSource>, { job, proof, signal }: Of): JobDatabase {
  return async (access, work) => {
    signal.throwIfAborted();
    const database = await source();
    const db = transaction(database, { access, prepare: async (query) => (proof === undefined ? undefined : await showClaims(query, job, proof)) });
    let breakOff = (): void => undefined;
    try {
      const pid = await backendOf(db.query);
      breakOff = () => void database.query("select pg_cancel_backend($1)", [pid]).catch(() => undefined);
      signal.addEventListener("abort", breakOff, { once: true });
      signal.throwIfAborted();
      const result = await work(db);
      signal.removeEventListener("abort", breakOff); // before the connection is another's
      signal.throwIfAborted();
      await db.commit();
      return result;
    } catch (error) {
      signal.removeEventListener("abort", breakOff);
      await db.rollback();
      throw error;
    }
  };
}
