/** Marks a change with the id of its record, in the change's own transaction: it is there exactly when the change is. What becomes of it is found out by the sequencer. */
import type { Transaction } from "@epigraph/datastore";

export const keepIntent = async (db: Transaction, record: string): Promise<void> => void (await db.query("insert into ledger.change (record) values ($1)", [record]));
