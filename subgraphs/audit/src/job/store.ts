/** The questions about jobs asked of PostgreSQL, which shows an account its own, and an administrator all of them. What changes a job: see @epigraph/jobs. */
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { Job } from "./types.js";

const columns = `j.id, j.kind, j.state, j.phase, j.done::float8 as done, j.total::float8 as total, j.runs, j.asked_by as "askedBy", j.agency, j.asked_at as "askedAt", j.started_at as "startedAt", j.ended_at as "endedAt",
  j.changed_at as "changedAt", j.error_code as "errorCode", j.cancel_asked_at as "cancelAskedAt", j.position::text as position`;
const jobOf = (row: Job): Job => Object.assign(new Job(), row);

export const jobById = (scope: Scope) =>
  scope.loader<string, Job | null>("job", async (ids) => inOrder(ids, (await scope.db.query<Job>(`select ${columns} from jobs.job j where j.id = any($1::uuid[])`, [ids])).map(jobOf), ({ id }) => id));

/** Latest first. */
export async function listJobs(scope: Scope, page: Page): Promise<Job[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(j.asked_at, j.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`;
  return (await scope.db.query<Job>(`select ${columns} from jobs.job j where ${after} order by j.asked_at desc, j.id desc limit ${bind(page.first + 1)}::int`, values)).map(jobOf);
}

/** The account's own, in the order in which their last changes were committed; `since`: changed then or later. */
export async function jobsChanged(scope: Scope, since: Date | null | undefined, page: Page): Promise<Job[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `j.position > ${bind(page.after[0])}::bigint`;
  const from = since === null || since === undefined ? "true" : `j.changed_at >= ${bind(since)}::timestamptz`;
  return (await scope.db.query<Job>(`select ${columns} from jobs.job j where j.asked_by = ${bind(scope.principal.account)} and ${after} and ${from} order by j.position limit ${bind(page.first + 1)}::int`, values)).map(jobOf);
}
