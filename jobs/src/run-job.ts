/** One run of one job: taken, put on record, done, put on record again, and only then over. What went wrong is a code, never a message. Not when it is run: see worker.ts. */
import type { AccountId, Instant } from "@epigraph/authz";
import { type DataSource, sqlState } from "@epigraph/datastore";
import type { Pool } from "pg";
import { JobError } from "./error.js";
import { jobDatabase } from "./job-database.js";
import type { JobKind, RunningJob } from "./kind.js";
import { type Asker, finish, putBack, type StopReason, take, type Taken, tell } from "./store.js";

/** What the access log is told of a run. `asker`: null for what nobody asked for. */
export type JobRun = { readonly job: string; readonly kind: string; readonly asker: Asker | null; readonly event: "started" | "ended"; readonly outcome: "answered" | "error" };

export type RunParts = {
  readonly pool: Pool;
  readonly kinds: ReadonlyMap<string, JobKind>;
  /** The connections of a kind's service. */
  readonly databaseOf: (service: JobKind["service"]) => Promise<DataSource>;
  /** Durable when it resolves: without it nothing is run, and nothing is done. */
  readonly record: (run: JobRun) => Promise<void>;
  readonly clock: () => Instant;
  /** The runs of this process, so that they can be stopped. */
  readonly running: Map<string, Stoppable>;
  /** Aborted when this process ends. */
  readonly closing: AbortSignal;
};

/** `again`: whether it may be done again when it was stopped. */
type Stoppable = { readonly run: number; readonly again: boolean; readonly stop: AbortController };

/** Why a run was aborted; `STOPPED`: this process ends. */
export type Abort = StopReason | "STOPPED";

/** How long until a job is tried again that went wrong: twice as long each time, a minute at most. */
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
export const waitAfter = (failures: number): number => Math.min(firstWaitMs * 2 ** failures, longestWaitMs);
/** How long until it is tried again what could not be put on record. */
const unrecordedWaitMs = 5_000;

export async function runJob(parts: RunParts, job: string, worker: string): Promise<void> {
  const taken = await take(parts.pool, job, worker);
  if (taken === undefined) return;
  const kind = parts.kinds.get(taken.kind);
  const stop = new AbortController();
  if (parts.closing.aborted && taken.may_fail > 0) stop.abort("STOPPED" satisfies Abort); // it was being taken while the others were told
  parts.running.set(job, { run: taken.run, again: taken.may_fail > 0, stop });
  try {
    const told: Omit<JobRun, "event" | "outcome"> = { job, kind: taken.kind, asker: taken.claims };
    const began = await parts.record({ ...told, event: "started", outcome: "answered" }).then(() => true, () => false);
    if (!began || kind === undefined) return void (await putBack(parts.pool, job, taken.run, "UNRECORDED", unrecordedWaitMs, false));
    const fault = await worked(parts, kind, job, taken, stop);
    const ended = await parts.record({ ...told, event: "ended", outcome: fault === undefined ? "answered" : "error" }).then(() => true, () => false);
    await settle(parts.pool, job, taken, ended ? fault : "UNRECORDED");
  } finally {
    parts.running.delete(job);
  }
}

/** What the database says to claims of a purpose that needs a declared response, when none is. To try again is of no use: a response that is declared later is another one. */
const noResponse = "EP002";

/** How it went: nothing, or why not. */
type Fault = Abort | "FAILED" | "JOB_IMPOSSIBLE" | "NO_RESPONSE" | "UNRECORDED" | undefined;

async function worked({ pool, databaseOf, clock }: RunParts, kind: JobKind, id: string, { run, payload, claims, proof }: Taken, stop: AbortController): Promise<Fault> {
  const { signal } = stop;
  const teller = progressOf((phase, count, total) => tell(pool, id, run, { phase, done: count, total }), () => stop.abort("LOST" satisfies Abort));
  const db = jobDatabase(() => databaseOf(kind.service), { job: id, proof: claims === null ? undefined : proof, signal });
  const running: RunningJob = { id, payload, account: claims?.account ?? ("system" as AccountId), clock, signal, progress: teller.progress, db };
  if (signal.aborted) return signal.reason as Abort;
  try {
    await kind.run(running);
    return undefined;
  } catch (error) {
    if (signal.aborted) return signal.reason as Abort;
    if (sqlState(error) === noResponse) return "NO_RESPONSE";
    return error instanceof JobError && error.code === "JOB_IMPOSSIBLE" ? "JOB_IMPOSSIBLE" : "FAILED";
  } finally {
    await teller.close();
  }
}

async function settle(pool: Pool, job: string, { run, failures, may_fail }: Taken, fault: Fault): Promise<void> {
  const again = may_fail > 0;
  if (fault === undefined) await finish(pool, job, run, "done", null);
  else if (fault === "CANCELLED") await finish(pool, job, run, "cancelled", null);
  else if (fault === "LOST") return; // another run's now
  else if (fault === "STOPPED" && again) await putBack(pool, job, run, fault, 0, false);
  else if (fault === "UNRECORDED" && again) await putBack(pool, job, run, fault, unrecordedWaitMs, false);
  else if (fault === "FAILED" && failures < may_fail) await putBack(pool, job, run, fault, waitAfter(failures), true);
  else await finish(pool, job, run, "failed", fault);
}

const tellEveryMs = 250;

/** The latest word, at most so often; one at a time. `lost`: the run is not the job's any more. */
function progressOf(say: (phase: string | undefined, done: number, total: number) => Promise<boolean>, lost: () => void): { readonly progress: RunningJob["progress"]; readonly close: () => Promise<void> } {
  let latest: Parameters<typeof say> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let saying: Promise<void> = Promise.resolve();
  let last = -Infinity;
  const send = (): void => {
    timer = undefined;
    last = performance.now();
    const word = latest;
    latest = undefined;
    if (word === undefined) return;
    saying = saying.then(() => say(...word)).then((held) => (held ? undefined : lost()), () => undefined); // what cannot be told now is told with the next
  };
  return {
    progress: (done, total, phase) => {
      latest = [phase, done, total];
      timer ??= setTimeout(send, Math.max(0, last + tellEveryMs - performance.now()));
    },
    close: async () => {
      clearTimeout(timer);
      send();
      await saying;
    },
  };
}
