/** Everything that is asked of PostgreSQL for jobs: functions of the database, which alone change what a job is. Services ask in their own transactions, workers over their own pool. */
import type { AgencyId, AccountId, Clearance, Duty, Purpose, RegionCode, ServiceName } from "@epigraph/authz";
import type { Transaction } from "@epigraph/datastore";
import type { Pool } from "pg";
import type { JobPayload } from "./kind.js";

export async function enqueueJob(db: Transaction, kind: string, payload: JobPayload, key: string): Promise<string | null> {
  const [row] = await db.query<{ readonly id: string | null }>("select jobs.enqueue($1, $2::jsonb, $3) as id", [kind, JSON.stringify(payload), key]);
  return row?.id ?? null;
}

/** `done`: it is cancelled, or will be within a second; `over`: it was already. */
export type CancelAnswer = "done" | "over" | "unknown";

export async function cancelJob(db: Transaction, job: string): Promise<CancelAnswer> {
  const [row] = await db.query<{ readonly answer: CancelAnswer }>("select jobs.cancel($1::uuid) as answer", [job]);
  return row?.answer ?? "unknown";
}

/** Who asked, as the gateway had signed it then. */
export type Asker = { readonly account: AccountId; readonly duty: Duty; readonly clearance: Clearance; readonly agency: AgencyId; readonly jurisdictions: readonly RegionCode[]; readonly purpose: Purpose };

/** `run`: which run of the job this is; `proof`: lets who has it work with the asker's claims while it runs. */
export type Taken = {
  readonly kind: string;
  readonly service: ServiceName | "jobs";
  readonly payload: JobPayload;
  readonly claims: Asker | null;
  readonly run: number;
  readonly failures: number;
  readonly may_fail: number;
  readonly proof: string;
};

/** Undefined when it is not to be done any more. */
export async function take(pool: Pool, job: string, worker: string): Promise<Taken | undefined> {
  const { rows } = await pool.query<Taken>("select kind, service, payload, claims, run, failures, may_fail, proof from jobs.take($1::uuid, $2)", [job, worker]);
  return rows[0];
}

type Told = { readonly phase: string | undefined; readonly done: number; readonly total: number };

/** Whether the run is still the job's. */
export async function tell(pool: Pool, job: string, run: number, { phase, done, total }: Told): Promise<boolean> {
  return await held(pool, "select jobs.tell($1::uuid, $2, $3, $4, $5) as held", [job, run, phase ?? null, done, total]);
}

/** Whether the run was still the job's. */
export async function finish(pool: Pool, job: string, run: number, state: "done" | "failed" | "cancelled", code: string | null): Promise<boolean> {
  return await held(pool, "select jobs.finish($1::uuid, $2, $3, $4) as held", [job, run, state, code]);
}

/** To be tried again after `waitMs`. `failed`: whether that counts. Whether the run was still the job's. */
export async function putBack(pool: Pool, job: string, run: number, code: string, waitMs: number, failed: boolean): Promise<boolean> {
  return await held(pool, "select jobs.put_back($1::uuid, $2, $3, make_interval(secs => $4::float8 / 1000), $5) as held", [job, run, code, waitMs, failed ? 1 : 0]);
}

async function held(pool: Pool, sql: string, parameters: readonly unknown[]): Promise<boolean> {
  const { rows } = await pool.query<{ readonly held: boolean }>(sql, [...parameters]);
  return rows[0]?.held === true;
}

export const beat = async (pool: Pool, workers: readonly string[]): Promise<void> => void (await pool.query("select jobs.beat($1)", [workers]));

/** Why a run is to stop. */
export type StopReason = "CANCELLED" | "ACCOUNT_ENDED" | "LOST";

/** Among runs, by job. */
export async function toStop(pool: Pool, runs: ReadonlyMap<string, number>): Promise<readonly { readonly job: string; readonly why: StopReason }[]> {
  const { rows } = await pool.query<{ readonly job: string; readonly why: StopReason }>("select job, why from jobs.to_stop($1::jsonb)", [JSON.stringify(Object.fromEntries(runs))]);
  return rows;
}

/** Takes up what workers left that were not heard of for `unheardMs`. */
export const sweep = async (pool: Pool, unheardMs: number): Promise<void> => void (await pool.query("select jobs.sweep(make_interval(secs => $1::float8 / 1000))", [unheardMs]));

/** Asks for what is to be done again, where its time has come. */
export const enqueueDue = async (pool: Pool): Promise<void> => void (await pool.query("select jobs.enqueue_due()"));

export const showClaims = async (query: Transaction["query"], job: string, proof: string): Promise<void> => void (await query("select security.begin_job($1::uuid, $2)", [job, proof]));

export async function backendOf(query: Transaction["query"]): Promise<number> {
  const [row] = await query<{ readonly pid: number }>("select pg_backend_pid() as pid");
  return row?.pid ?? 0;
}

/** Deletes what was collected for requests that served their purpose, when their policy's time is over; nobody's whom a hold keeps. */
export const deleteMet = async (query: Transaction["query"]): Promise<void> => void (await query("select movements.delete_met()"));

/** Deletes what is over: jobs that ended 30 days ago, files that expired. */
export const tidy = async (query: Transaction["query"]): Promise<void> => void (await query("select jobs.tidy()"));
