/** How fast the log takes in what writers made durable: chains checked, columns, subjects, findings, tree and checkpoint, a step at a time as the audit service does. */
import { createHash, randomFillSync, randomUUID } from "node:crypto";
import { openDatabase, openLedgerSink, sequencer } from "@epigraph/datastore";
import { newPrivateKey, nonces, noteSigner, noticed, openLanes, verifierKey } from "@epigraph/ledger";
import { type Figure, median } from "./figures.js";
import { benchRecord } from "./ledger-records.js";
import type { BenchDatabase } from "./ledger-writing.js";

const records = 20_000;
const persons = 2_000;
const origin = "bench.example/log";

export async function benchSequencing({ urls }: BenchDatabase): Promise<Figure[]> {
  const sink = await openLedgerSink(urls.cases, { name: "bench records" });
  const database = await openDatabase(urls.sequencer, { name: "bench sequencer" });
  try {
    const writer = openLanes(sink, { uuid: randomUUID, nonce: nonces(randomFillSync) });
    await Promise.all(Array.from({ length: records }, (_, number) => writer.append(benchRecord(number, [subject(number), subject(number + 1)], Date.now()))));
    const key = newPrivateKey();
    const log = sequencer({ database, signer: noteSigner(origin, key), vkey: verifierKey(origin, key).text, clock: Date.now, judge: noticed });
    const steps: number[] = [];
    const began = performance.now();
    for (let size = 0; size < records; ) {
      const stepped = performance.now();
      ({ size } = await log.step());
      steps.push(performance.now() - stepped);
    }
    const seconds = (performance.now() - began) / 1000;
    return [
      { name: "sequenced", value: Math.round(records / seconds), unit: "rec/s", n: records },
      { name: "sequencing_step", value: Math.round(median(steps)), unit: "ms", n: steps.length },
    ];
  } finally {
    await sink.close();
    await database.destroy();
  }
}

/** 22 characters of base64url whose last one has no bits to spare. */
const subject = (number: number): string => `${createHash("sha256").update(String(number % persons)).digest("base64url").slice(0, 21)}A`;
