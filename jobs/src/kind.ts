/** What a kind of job is, as its owner writes it. Not which kinds there are: whoever runs the workers hands in one table; the database keeps the same in `jobs.kind`. */
import type { AccountId, Duty, Instant, Purpose, ServiceName } from "@epigraph/authz";
import type { Transaction } from "@epigraph/datastore";

/** Ids, names of months, numbers: what a job is about, never what anybody wrote or who anybody is. The database refuses texts with spaces or other than ASCII. */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** A transaction of the kind's service, with the claims of who asked. Ends with `work`; undone when it throws, and broken off when the job is to stop. */
export type JobDatabase = <Result>(access: "read-only" | "read-write", work: (db: Transaction) => Promise<Result>) => Promise<Result>;

export type RunningJob = {
  readonly id: string;
  readonly payload: JobPayload;
  /** Who asked; `system` for what is done again and again. */
  readonly account: AccountId;
  readonly clock: () => Instant;
  /** Aborted within a second when somebody cancels the job, the account ends, another worker has the job, or this one stops. */
  readonly signal: AbortSignal;
  /** Told at most four times a second; `phase` in lower case with hyphens. */
  readonly progress: (done: number, total: number, phase?: string) => void;
  readonly db: JobDatabase;
};

export type JobKind = {
  /** `<service>.<what>`. */
  readonly name: string;
  /** With whose database login it runs; `jobs` may call what the database lets the worker do, and nothing else. */
  readonly service: ServiceName | "jobs";
  /** Who may ask for it, each for which purpose; nobody for what is done every so many minutes. */
  readonly askers: readonly `${Duty}/${Purpose}`[];
  readonly everyMinutes?: number;
  /** How often it may go wrong and be tried again, 0 to 20. 0 says that it must not be done twice: a run that ended unknown is a failure. */
  readonly mayFail: number;
  /** Done when it resolves. @throws JobError JOB_IMPOSSIBLE when trying again is of no use */
  readonly run: (job: RunningJob) => Promise<void>;
};
