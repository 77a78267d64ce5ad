/**
 * A writer: one commit lane of one process start. Units queue while a batch is being made durable, then go together, numbered and chained as they go. Not where they go: see Sink;
 * not how several lanes share the work: see lanes.ts.
 */
import { LedgerError } from "./error.js";
import type { AuditRecord, Link } from "./record.js";
import { encodeRecord } from "./record-text.js";
import { leafHash } from "./tree.js";

/** Makes bodies durable, all of them or none, before it resolves. Without any it tries whether it could, and keeps nothing. */
export type Sink = { readonly append: (bodies: readonly string[]) => Promise<void> };

/** What is durable as a whole or not at all: one record or several. */
export type Unit = AuditRecord | readonly AuditRecord[];

export type Writer = {
  /**
   * Resolves when the unit is durable. Nothing of the answer may leave before.
   * @throws LedgerError LEDGER_UNAVAILABLE, or RECORD_TOO_LONG and RECORD_INVALID for a unit that can never be written; when in doubt it is in the log all the same
   */
  readonly append: (unit: Unit) => Promise<void>;
  /** Whether the last batch could be written. */
  readonly healthy: () => boolean;
  /** Whether the log can be written now. After a failed batch it asks the sink: who is not ready gets no requests, and so would never find out. */
  readonly ready: () => Promise<boolean>;
};

/** `uuid` names a writer; `nonce` gives 16 random bytes, so that nobody can guess a record from its hash. */
export type Randomness = { readonly uuid: () => string; readonly nonce: () => Buffer };

/** `batchCap`: records in a batch, but that a unit is never parted; `timeoutMs`: how long a batch may take; `failed`: told why one could not be written. */
export type LaneOptions = { readonly batchCap: number; readonly timeoutMs: number; readonly failed: (cause: unknown) => void };

/** A lane, and how many units it holds, under way or waiting. */
export type Lane = { readonly append: (unit: readonly AuditRecord[]) => Promise<void>; readonly load: () => number; readonly healthy: () => boolean; readonly recovered: () => void };

type Waiting = { readonly unit: readonly AuditRecord[]; readonly since: number; readonly done: () => void; readonly failed: (error: Error) => void };
type Chain = { readonly writer: string; readonly sequence: number; readonly previous: Buffer };

/** A batch is cut here too: what one statement carries must fit into the memory of both sides. */
const batchBytes = 16 * 1024 * 1024;
const unitBytes = 64 * 1024 * 1024;

/** Every batch whose fate is unknown ends the writer: what follows has a new name, so that the chain of the old one has no hole whether that batch was stored or not. */
export function openLane(sink: Sink, { uuid, nonce }: Randomness, { batchCap, timeoutMs, failed: tell }: LaneOptions): Lane {
  const newChain = (): Chain => ({ writer: uuid(), sequence: 0, previous: Buffer.alloc(32) });
  let chain = newChain();
  let waiting: Waiting[] = [];
  let underWay = 0;
  let flushing = false;
  let healthy = true;

  async function flush(): Promise<void> {
    flushing = true;
    await Promise.resolve(); // those who come at the same moment go together, not behind the first of them
    while (waiting.length > 0) {
      const { batch, bodies } = nextBatch();
      if (batch.length === 0) continue;
      underWay = batch.length;
      try {
        await inTime(sink, bodies, timeoutMs);
        healthy = true;
        for (const { done } of batch) done();
      } catch (cause) {
        healthy = false;
        tell(cause);
        chain = newChain();
        for (const { failed } of [...batch, ...overdue()]) failed(unavailable());
      }
      underWay = 0;
    }
    flushing = false;
  }

  /** Takes units from the queue, seals and chains them. One that cannot be written fails alone and has had no number. */
  function nextBatch(): { readonly batch: readonly Waiting[]; readonly bodies: readonly string[] } {
    const batch: Waiting[] = [];
    const bodies: string[] = [];
    let bytes = 0;
    let taken = 0;
    for (const next of waiting) {
      if (batch.length > 0 && bodies.length + next.unit.length > batchCap) break;
      try {
        const sealed = seal(next.unit, chain, nonce);
        if (batch.length > 0 && bytes + sealed.bytes > batchBytes) break;
        ({ chain } = sealed);
        bytes += sealed.bytes;
        bodies.push(...sealed.bodies);
        batch.push(next);
      } catch (error) {
        next.failed(error instanceof Error ? error : unavailable());
      }
      taken += 1;
    }
    waiting = waiting.slice(taken);
    return { batch, bodies };
  }

  /** Takes out of the queue what has waited too long: behind a sink that hangs nobody waits longer than one and a half times that. */
  function overdue(): readonly Waiting[] {
    const before = performance.now() - timeoutMs / 2;
    const late = waiting.filter(({ since }) => since <= before);
    waiting = waiting.filter(({ since }) => since > before);
    return late;
  }

  return {
    append: (unit) =>
      new Promise((done, failed) => {
        waiting.push({ unit, since: performance.now(), done, failed });
        if (!flushing) void flush();
      }),
    load: () => underWay + waiting.length,
    healthy: () => healthy,
    recovered: () => {
      healthy = true;
    },
  };
}

export function recordsIn(unit: Unit): readonly AuditRecord[] {
  return isOne(unit) ? [unit] : unit;
}

function isOne(unit: Unit): unit is AuditRecord {
  return !Array.isArray(unit);
}

/** Asks the sink, and gives up on it: one that hangs fails as one that refuses. */
export async function inTime(sink: Sink, bodies: readonly string[], timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable()), timeoutMs);
  });
  try {
    await Promise.race([sink.append(bodies), late]);
  } finally {
    clearTimeout(timer);
  }
}

function seal(unit: readonly AuditRecord[], from: Chain, nonce: Randomness["nonce"]): { readonly bodies: readonly string[]; readonly bytes: number; readonly chain: Chain } {
  const bodies: string[] = [];
  let bytes = 0;
  let chain = from;
  for (const record of unit) {
    const { writer, sequence, previous } = chain;
    const link: Link = { writer, sequence, previous: previous.toString("base64"), nonce: nonce().toString("base64url") };
    const body = encodeRecord(record, link);
    bytes += body.length; // all of it is ASCII
    if (bytes > unitBytes) throw new LedgerError("RECORD_TOO_LONG", `the records of one operation have more than ${unitBytes} bytes`);
    chain = { writer, sequence: sequence + 1, previous: leafHash(body) };
    bodies.push(body);
  }
  return { bodies, bytes, chain };
}

function unavailable(): LedgerError {
  return new LedgerError("LEDGER_UNAVAILABLE", "the access log cannot be written: no answer without its record");
}
