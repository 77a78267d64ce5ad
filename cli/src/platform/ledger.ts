/** Opens the access log for one part of the platform. Not what is written to it: see @epigraph/ledger. */
import { randomFillSync, randomUUID } from "node:crypto";
import { openLedgerSink } from "@epigraph/datastore";
import { nonces, openLanes, type Writer } from "@epigraph/ledger";

export type OpenLedger = { readonly ledger: Writer; readonly close: () => Promise<void> };

/** On connections of its own, for three lanes: see `openLedgerSink`. `report`: told when the log cannot be written, and when it can again. */
export async function openLedger(url: string, name: string, report: (line: string) => void = () => undefined): Promise<OpenLedger> {
  const sink = await openLedgerSink(url, { name: `${name} records` });
  return { ledger: openLanes(sink, { uuid: randomUUID, nonce: nonces(randomFillSync) }, { report }), close: sink.close };
}
