/** Several writers side by side: one batch in flight each, so that an answer rarely waits for another's. Not what a lane does: see writer.ts. */
import type { AuditRecord } from "./record.js";
import { inTime, type Lane, openLane, type Randomness, type Sink, type Writer } from "./writer.js";

/** `lanes`: 3 if not given; `batchCap`: records in a batch, 500; `timeoutMs`: how long a batch may take, 5,000. */
export type LanesOptions = { readonly lanes?: number; readonly batchCap?: number; readonly timeoutMs?: number };

/** A unit goes to an idle lane, else to the one with the least before it. The sink needs as many connections as there are lanes, and one for who asks whether it is there. */
export function openLanes(sink: Sink, randomness: Randomness, { lanes: count = 3, batchCap = 500, timeoutMs = 5_000 }: LanesOptions = {}): Writer {
  const lanes = Array.from({ length: count }, () => openLane(sink, randomness, { batchCap, timeoutMs }));
  const healthy = (): boolean => lanes.every((lane) => lane.healthy());
  let asking: Promise<boolean> | undefined;
  const ask = async (): Promise<boolean> => {
    const failed = lanes.filter((lane) => !lane.healthy());
    try {
      await inTime(sink, [], timeoutMs);
      for (const lane of failed) lane.recovered();
    } catch {
      return false;
    } finally {
      asking = undefined;
    }
    return healthy();
  };
  return {
    append: async (unit) => {
      const records = isOne(unit) ? [unit] : unit;
      if (records.length > 0) await lanes.reduce(lighter).append(records);
    },
    healthy,
    ready: async () => healthy() || (await (asking ??= ask())),
  };
}

function lighter(one: Lane, other: Lane): Lane {
  return other.load() < one.load() ? other : one;
}

function isOne(unit: AuditRecord | readonly AuditRecord[]): unit is AuditRecord {
  return !Array.isArray(unit);
}
