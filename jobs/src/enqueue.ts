/** Asking for a job, in the transaction of a request: it is there when the request's changes are. Who may ask for which is checked by the database against the claims. */
import type { Transaction } from "@epigraph/datastore";
import type { JobPayload } from "./kind.js";
import { type CancelAnswer, cancelJob, enqueueJob } from "./store.js";

/** `key`: names the work, in visible ASCII; while a job of the same kind, account and key waits or runs, that one is meant. */
export type Enqueuing = { readonly key: string };

/** The job's id; null when the account has twenty that are not over. @throws what the database says of who may not ask for it */
export const enqueue = (db: Transaction, kind: string, payload: JobPayload, { key }: Enqueuing): Promise<string | null> => enqueueJob(db, kind, payload, key);

/** By who asked for it or an administrator, as the transaction's claims have it. */
export const cancel = (db: Transaction, job: string): Promise<CancelAnswer> => cancelJob(db, job);
