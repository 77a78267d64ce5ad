/** Several writers side by side: one batch in flight each, so that an answer rarely waits for another's. Not what a lane does: see writer.ts. */
import { LedgerError } from "./error.js";
import { inTime, type Lane, openLane, type Randomness, recordsIn, type Sink, type Writer } from "./writer.js";

/** `lanes`: 3 if not given; `batchCap`: records in a batch, 500; `timeoutMs`: how long a batch may take, 5,000; `report`: a line for the operator when the log cannot be written any more, and when it can again. */
export type LanesOptions = { readonly lanes?: number; readonly batchCap?: number; readonly timeoutMs?: number; readonly report?: (line: string) => void };

/** A unit goes to an idle lane, else to the one with the least before it. The sink needs as many connections as there are lanes, and one for who asks whether it is there. */
export function openLanes(sink: Sink, randomness: Randomness, { lanes: count = 3, batchCap = 500, timeoutMs = 5_000, report = () => undefined }: LanesOptions = {}): Writer {
  let failedAt: number | undefined;
  const failed = (cause: unknown): void => {
    if (failedAt === undefined) report(`the access log cannot be written (${nameOf(cause)}): nothing is answered until it can`);
    failedAt = performance.now();
  };
  const recovered = (): void => {
    for (const lane of lanes) lane.recovered();
    failedAt = undefined;
    report("the access log can be written again");
  };
  const lanes = Array.from({ length: count }, () => openLane(sink, randomness, { batchCap, timeoutMs, failed }));
  const healthy = (): boolean => lanes.every((lane) => lane.healthy());
  let asking: Promise<boolean> | undefined;
  const ask = async (): Promise<boolean> => {
    const before = failedAt;
    try {
      await inTime(sink, [], timeoutMs);
      if (failedAt === before && before !== undefined) recovered();
    } catch {
      return false;
    } finally {
      asking = undefined;
    }
    return healthy();
  };
  return {
    append: async (unit) => {
      const records = recordsIn(unit);
      if (records.length === 0) return;
      await lanes.reduce(lighter).append(records);
      if (failedAt !== undefined && performance.now() - failedAt > timeoutMs) recovered(); // so long after the last failure no lane waits for an answer to what went before it
    },
    healthy,
    ready: async () => healthy() || (await (asking ??= ask())),
  };
}

function lighter(one: Lane, other: Lane): Lane {
  return other.load() < one.load() ? other : one;
}

/** Its code and never its message, which may quote a record. */
function nameOf(cause: unknown): string {
  if (cause instanceof LedgerError) return "no answer in time";
  return typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string" ? cause.code : "no code";
}

