/** Opens the access log for one part of the platform. Not what is written to it: see @epigraph/ledger. */
import { randomUUID } from "node:crypto";
import { openDatabase, postgresSink } from "@epigraph/datastore";
import { openWriter, type Writer } from "@epigraph/ledger";

export type OpenLedger = { readonly ledger: Writer; readonly close: () => Promise<void> };

/**
 * On connections of its own: a change holds one of its service's until its record is written, and as many changes as there are connections would leave none to write
 * with. Two are enough, for a writer has one batch under way.
 */
export async function openLedger(url: string, name: string): Promise<OpenLedger> {
  const database = await openDatabase(url, { name: `${name} records`, poolSize: 2 });
  return { ledger: openWriter(postgresSink(database), randomUUID), close: () => database.destroy() };
}
