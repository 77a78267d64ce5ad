/** What an operator asks of jobs over the owner's connection: how they go, one begun now, one cancelled. Not what services and workers ask: see store.ts. */
import type { DataSource } from "@epigraph/datastore";
import type { CancelAnswer } from "./store.js";

/** As it stands; nothing of what it is about. */
export type JobStanding = {
  readonly id: string; readonly kind: string; readonly state: string; readonly phase: string | null; readonly done: number | null; readonly total: number | null; readonly runs: number; readonly askedBy: string; readonly agency: string;
  readonly askedAt: Date; readonly startedAt: Date | null; readonly endedAt: Date | null; readonly changedAt: Date; readonly errorCode: string | null; readonly cancelAskedAt: Date | null; readonly worker: string | null;
};

const columns = `j.id, j.kind, j.state, j.phase, j.done::float8 as done, j.total::float8 as total, j.runs, j.asked_by as "askedBy", j.agency, j.asked_at as "askedAt", j.started_at as "startedAt", j.ended_at as "endedAt", j.changed_at as "changedAt",
  j.error_code as "errorCode", j.cancel_asked_at as "cancelAskedAt", j.worker`;

/** Latest first. `open`: those that wait or run. */
export const listStandings = (owner: DataSource, { open, kind, most }: { readonly open: boolean; readonly kind: string | undefined; readonly most: number }): Promise<JobStanding[]> =>
  owner.query<JobStanding[]>(`select ${columns} from jobs.job j where (not $1::boolean or j.state in ('waiting', 'running')) and ($2::text is null or j.kind = $2) order by j.asked_at desc, j.id desc limit $3`, [open, kind ?? null, most]);

export async function standingOf(owner: DataSource, job: string): Promise<JobStanding | undefined> {
  const [row] = await owner.query<JobStanding[]>(`select ${columns} from jobs.job j where j.id = $1::uuid`, [job]);
  return row;
}

/** `everyMinutes`: null for what people ask for. */
export const listKinds = (owner: DataSource): Promise<{ readonly name: string; readonly everyMinutes: number | null }[]> => owner.query(`select k.name, extract(epoch from k.every)::float8 / 60 as "everyMinutes" from jobs.kind k order by k.name`);

/** The job, or the one that is under way already; undefined for a kind that is not done again and again. */
export async function runNow(owner: DataSource, kind: string): Promise<string | undefined> {
  const [row] = await owner.query<{ readonly id: string | null }[]>("select jobs.enqueue_now($1) as id", [kind]);
  return row?.id ?? undefined;
}

export async function cancelAny(owner: DataSource, job: string): Promise<CancelAnswer> {
  const [row] = await owner.query<{ readonly answer: CancelAnswer }[]>("select jobs.cancel_any($1::uuid) as answer", [job]);
  return row?.answer ?? "unknown";
}

/** Whether a worker was heard of in the last 15 seconds: without one whatever is asked for waits. */
export async function hasWorker(owner: DataSource): Promise<boolean> {
  const [row] = await owner.query<{ readonly here: boolean }[]>("select exists (select from jobs.worker w where w.seen_at > clock_timestamp() - interval '15 seconds') as here");
  return row?.here === true;
}
