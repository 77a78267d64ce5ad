/** A log in memory for tests: what was written, and whether it can be. Not for a running installation. */
import { randomBytes, randomUUID } from "node:crypto";
import { type AuditRecord, type LanesOptions, openLanes, parseRecord, type Writer } from "@epigraph/ledger";

export type MemoryLog = {
  readonly ledger: Writer;
  /** Everything that was committed, as it was read back. */
  readonly written: AuditRecord[];
  /** How many records each commit had. */
  readonly commits: number[];
  /** Whether batches are taken; while it hangs, none is answered. */
  works: boolean | "hangs";
};

/** `timeoutMs`: after so long a log that hangs cannot be written. */
export function memoryLog(options: LanesOptions = {}): MemoryLog {
  const written: AuditRecord[] = [];
  const commits: number[] = [];
  const log: MemoryLog = { written, commits, works: true, ledger: openLanes({ append }, { uuid: randomUUID, nonce: () => randomBytes(16) }, options) };
  return log;

  async function append(bodies: readonly string[]): Promise<void> {
    if (log.works === "hangs") await new Promise(() => undefined);
    if (log.works !== true) throw new Error("disk full");
    if (bodies.length > 0) commits.push(bodies.length);
    written.push(...bodies.map((body) => parseRecord(body).record));
  }
}
