/**
 * In one process: the records of an operation's reads wait for the gateway's own, and all are committed together, in one unit. A change's record waits for nothing. Over HTTP there is no
 * such thing: each service commits its own before it answers. Not the log: see @epigraph/ledger.
 */
import { type AuditRecord, LedgerError, recordsIn, type Writer } from "@epigraph/ledger";

export type OperationRecords = {
  /** For the subgraphs of this process. What it takes of an operation that only reads is durable when the gateway's record of it is; until then no answer leaves the process. */
  readonly ofSubgraphs: Writer;
  /** For the doors of this process. */
  readonly ofDoors: Writer;
  /** Writes what an operation's end without a gateway's record has left behind. */
  readonly settle: (correlation: string) => Promise<void>;
  /** Writes everything that still waits. */
  readonly close: () => Promise<void>;
};

type Waiting = { readonly records: AuditRecord[]; readonly since: number };

/** So many operations may wait; the records of further ones are committed at once. */
const waitingCap = 10_000;

/** `patienceMs`: after so long a record is written even if its operation has not come to an end. `uptime`: counts milliseconds and never jumps. */
export function operationRecords(ledger: Writer, { patienceMs = 60_000, uptime = () => performance.now() }: { readonly patienceMs?: number; readonly uptime?: () => number } = {}): OperationRecords {
  const waiting = new Map<string, Waiting>();
  const { healthy, ready } = ledger;
  const timer = setInterval(() => void settleOlderThan(patienceMs), patienceMs / 2).unref();

  const taken = (correlation: string): readonly AuditRecord[] => {
    const records = waiting.get(correlation)?.records ?? [];
    waiting.delete(correlation);
    return records;
  };
  const isWaiting = ({ type, correlation }: AuditRecord): boolean => type === "operation" && (waiting.size < waitingCap || waiting.has(correlation));

  return {
    ofSubgraphs: {
      healthy,
      ready,
      append: async (unit) => {
        const records = recordsIn(unit);
        for (const record of records.filter(isWaiting)) {
          const known = waiting.get(record.correlation);
          if (known) known.records.push(record);
          else waiting.set(record.correlation, { records: [record], since: uptime() });
        }
        await ledger.append(records.filter((record) => !isWaiting(record)));
      },
    },
    ofDoors: {
      healthy,
      ready,
      append: async (unit) => {
        const own = recordsIn(unit);
        const reads = own.flatMap(({ correlation }) => taken(correlation));
        try {
          await ledger.append([...reads, ...own]);
        } catch (error) {
          if (error instanceof LedgerError && error.code !== "LEDGER_UNAVAILABLE") await written(reads); // one that is too long keeps the others from nothing
          throw error;
        }
      },
    },
    settle: async (correlation) => {
      if (waiting.has(correlation)) await written(taken(correlation));
    },
    close: async () => {
      clearInterval(timer);
      await settleOlderThan(0);
    },
  };

  async function settleOlderThan(ageMs: number): Promise<void> {
    const before = uptime() - ageMs;
    const late = [...waiting].filter(([, { since }]) => since <= before).flatMap(([correlation]) => taken(correlation));
    await written(late);
  }

  /** Each on its own. One that cannot be written is let go: nothing of its operation was answered. */
  async function written(records: readonly AuditRecord[]): Promise<void> {
    await Promise.allSettled(records.map((record) => ledger.append(record)));
  }
}
