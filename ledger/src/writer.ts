/** One commit lane of one process start: records queue while a batch is being made durable, then go together. Not where they go: see Sink. */
import { createHash } from "node:crypto";
import { type AuditRecord, encodeRecord } from "./record.js";

/** A record as a sink stores it. `previous` is the SHA-256 of the writer's previous body, 32 zero bytes for its first. */
export type SealedRecord = { readonly record: AuditRecord; readonly writer: string; readonly sequence: number; readonly previous: Buffer; readonly body: string };

/** Makes a batch durable, all of it or nothing of it, before it resolves. An empty batch asks only whether it could. */
export type Sink = { readonly append: (batch: readonly SealedRecord[]) => Promise<void> };

export class LedgerError extends Error {
  override readonly name = "LedgerError";
  readonly code = "LEDGER_UNAVAILABLE";
}

export type Writer = {
  /** Resolves when the record is durable. @throws LedgerError when it is not: then nothing of the answer may leave */
  readonly append: (record: AuditRecord) => Promise<void>;
  /** Whether the last batch could be written. */
  readonly healthy: () => boolean;
  /** Whether the log can be written now. After a failed batch it asks the sink: who is not ready gets no requests, and so would never find out. */
  readonly ready: () => Promise<boolean>;
};

type Waiting = { readonly record: AuditRecord; readonly done: () => void; readonly failed: (error: Error) => void };

/** `newId` names this lane, and a fresh one after every failed batch: a batch whose fate is unknown is never followed under the same name. */
export function openWriter(sink: Sink, newId: () => string, batchCap = 500): Writer {
  let lane = { writer: newId(), sequence: 0, previous: Buffer.alloc(32) };
  let waiting: Waiting[] = [];
  let flushing = false;
  let healthy = true;

  async function flush(): Promise<void> {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchCap);
      waiting = waiting.slice(batchCap);
      try {
        const sealed = seal(batch);
        await sink.append(sealed);
        healthy = true;
        for (const { done } of batch) done();
      } catch {
        healthy = false;
        lane = { writer: newId(), sequence: 0, previous: Buffer.alloc(32) };
        for (const { failed } of batch) failed(new LedgerError("the access log cannot be written: no answer without its record"));
      }
    }
    flushing = false;
  }

  function seal(batch: readonly Waiting[]): SealedRecord[] {
    return batch.map(({ record }) => {
      const body = encodeRecord(record);
      const sealed = { record, writer: lane.writer, sequence: lane.sequence, previous: lane.previous, body };
      lane = { writer: lane.writer, sequence: lane.sequence + 1, previous: createHash("sha256").update(body).digest() };
      return sealed;
    });
  }

  return {
    append: (record) =>
      new Promise((done, failed) => {
        waiting.push({ record, done, failed });
        if (!flushing) void flush();
      }),
    healthy: () => healthy,
    ready: async () => {
      if (!healthy) healthy = await sink.append([]).then(() => true, () => false);
      return healthy;
    },
  };
}
