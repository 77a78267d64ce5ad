/** Runs jobs in this process, several at a time, until it is closed. graphile-worker says which job is next; what becomes of it is in our own tables. Not what a job does: see kind.ts. */
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "@epigraph/authz";
import type { DataSource } from "@epigraph/datastore";
import type { WorkerEvents } from "graphile-worker";
import pg from "pg";
import { JobError } from "./error.js";
import type { JobKind } from "./kind.js";
import { type Abort, runJob, type RunParts } from "./run-job.js";
import { beat, enqueueDue, sweep, toStop } from "./store.js";

export type WorkerParts = Pick<RunParts, "record"> & {
  /** The worker's own login. */
  readonly url: string;
  readonly kinds: readonly JobKind[];
  readonly databaseOf: (service: JobKind["service"]) => Promise<DataSource>;
  readonly clock: () => Instant;
  /** Told when jobs cannot be run, and when they can again: a code, never data. */
  readonly report: (line: string) => void;
  /** How many at a time; 2 if not said. */
  readonly concurrency?: number;
  /** After so long without a word of it a worker is taken for dead; 15,000 if not said. */
  readonly unheardMs?: number;
};

export type RunningWorker = { readonly close: () => Promise<void> };

const lookEveryMs = 400;
const beatEveryMs = 2_000;
const dueEveryMs = 30_000;
/** What must not be done twice is waited for so long when the process ends. */
const patienceMs = 20_000;

/** @throws JobError WORKER_NOT_STARTED when the database has no queue; otherwise as the connection does */
export async function startWorker({ url, kinds, databaseOf, record, clock, report, concurrency = 2, unheardMs = 15_000 }: WorkerParts): Promise<RunningWorker> {
  const pool = new pg.Pool({ connectionString: url, max: concurrency + 3, application_name: "epigraph jobs", connectionTimeoutMillis: 10_000 }); // one listens, one for the look
  pool.on("error", () => undefined); // an idle connection broke: the pool makes a new one
  const running: RunParts["running"] = new Map();
  const stopping = new AbortController();
  const parts: RunParts = { pool, kinds: new Map(kinds.map((kind) => [kind.name, kind])), databaseOf, record, clock, running, closing: stopping.signal };
  const ids = new Set<string>();
  const events = new EventEmitter() as WorkerEvents;
  events.on("worker:create", ({ worker }) => void ids.add(worker.workerId));
  const closing = new AbortController();
  try {
    await sweep(pool, unheardMs);
  } catch (error) {
    await pool.end();
    throw (error as { readonly code?: unknown }).code === "42883" ? new JobError("WORKER_NOT_STARTED", "the database has no job queue: run `npx epigraph migrate`") : error;
  }
  const { Logger, runTaskList } = await import("graphile-worker"); // takes long to load, and who asks for jobs does not run them
  const tasks = Object.fromEntries(kinds.map(({ name }) => [name, async (payload: unknown, { job }: { readonly job: { readonly locked_by?: string | null } }) => await runSafely(payload, job.locked_by ?? "")]));
  const queue = runTaskList({ concurrency, pollInterval: 1_000, noHandleSignals: true, logger: new Logger(() => () => undefined), events }, tasks, pool);

  /** Whatever it throws the queue would keep as text: so it is told a code. */
  async function runSafely(payload: unknown, worker: string): Promise<void> {
    try {
      await runJob(parts, String((payload as { readonly job?: unknown }).job), worker);
    } catch (error) {
      const code = codeOf(error);
      return await Promise.reject(new Error(code)); // without a cause, which would be kept with its words
    }
  }

  let failures = 0;
  const look = lookAgain({ pool, ids, running, unheardMs });
  const looking = (async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await look();
        if (failures > 0) report("background jobs are run again");
        failures = 0;
      } catch (error) {
        if (failures === 0) report(`background jobs are not run (${codeOf(error)}): they wait`);
        failures += 1;
      }
      await sleep(lookEveryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();

  const close = async (): Promise<void> => {
    stopping.abort();
    for (const { again, stop } of running.values()) if (again) stop.abort("STOPPED" satisfies Abort);
    await Promise.race([queue.gracefulShutdown().then(() => undefined, () => undefined), sleep(patienceMs, undefined, { ref: false })]);
    closing.abort();
    await looking;
    await pool.end();
  };
  let closed: Promise<void> | undefined;
  return { close: () => (closed ??= close()) };
}

type Looking = { readonly pool: pg.Pool; readonly ids: ReadonlySet<string>; readonly running: RunParts["running"]; readonly unheardMs: number };

/** What is done besides the jobs: a sign of life, a look at what is to stop, and at what others left. */
function lookAgain({ pool, ids, running, unheardMs }: Looking): () => Promise<void> {
  const last = { beat: -Infinity, sweep: performance.now(), due: -Infinity };
  const isTime = (what: keyof typeof last, everyMs: number): boolean => {
    if (performance.now() - last[what] < everyMs) return false;
    last[what] = performance.now();
    return true;
  };
  return async () => {
    if (isTime("beat", Math.min(beatEveryMs, unheardMs / 4))) await beat(pool, [...ids]);
    if (running.size > 0) for (const { job, why } of await toStop(pool, new Map([...running].map(([id, { run }]) => [id, run])))) running.get(job)?.stop.abort(why satisfies Abort);
    if (isTime("sweep", unheardMs / 3)) await sweep(pool, unheardMs);
    if (isTime("due", dueEveryMs)) await enqueueDue(pool);
  };
}

const codeOf = (error: unknown): string => (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "no code");
