/** `epigraph jobs`: how background jobs go, for who operates the installation. What they are about is not shown, for nobody who operates may know. */
import { setTimeout as sleep } from "node:timers/promises";
import { type DataSource, openDatabase } from "@epigraph/datastore";
import { cancelAny, hasWorker, type JobStanding, listKinds, listStandings, runNow, standingOf } from "@epigraph/jobs";
import type { Environment } from "../environment.js";
import { CommandFailure } from "../failure.js";
import { configuration } from "../platform/configuration.js";
import { openInstallation } from "../platform/database.js";
import { recordAct } from "../platform/operator-act.js";
import { lifetime } from "../stopping.js";
import { table, terminal } from "../terminal.js";
import { wholeNumber } from "../whole-number.js";

export type JobsOptions = { readonly json?: true };
export type ListOptions = JobsOptions & { readonly open?: true; readonly kind?: string; readonly most?: string };
export type RunOptions = JobsOptions & { readonly wait?: true };

export function listJobs(env: Environment, { json, open, kind, most = "30" }: ListOptions): Promise<void> {
  const count = wholeNumber("--most", most, 1, 1_000);
  return asOwner(env, async (owner) => {
    if (kind !== undefined) await requireKind(owner, kind, false);
    const found = await listStandings(owner, { open: open === true, kind, most: count });
    if (json) return terminal.json({ jobs: found });
    if (found.length === 0) return terminal.print(open ? "no job waits or runs" : "there are no jobs");
    terminal.print(table(["job", "kind", "state", "progress", "asked", "by"], found.map((job) => [job.id, job.kind, stateOf(job), progressOf(job), secondOf(job.askedAt), job.askedBy])));
    await warnWithoutWorker(owner, found);
  });
}

export function showJob(env: Environment, id: string, { json }: JobsOptions): Promise<void> {
  requireId(id);
  return asOwner(env, async (owner) => {
    const job = await known(owner, id);
    if (json) return terminal.json(job);
    const facts: readonly (readonly [string, string])[] = [
      ["job", job.id], ["kind", job.kind], ["state", stateOf(job)], ["progress", progressOf(job)], ["runs", String(job.runs)], ["asked for", `${secondOf(job.askedAt)} by ${job.askedBy} (${job.agency})`],
      ...(job.startedAt === null ? [] : [["begun", secondOf(job.startedAt)] as const]),
      ...(job.endedAt === null ? [] : [["over", secondOf(job.endedAt)] as const]),
      ...(job.cancelAskedAt === null ? [] : [["to be cancelled since", secondOf(job.cancelAskedAt)] as const]),
    ];
    terminal.print(facts.map(([name, value]) => `${name.padEnd(22)}${value}`).join("\n"));
    await warnWithoutWorker(owner, [job]);
  });
}

export function cancelJob(env: Environment, id: string, { json }: JobsOptions): Promise<void> {
  requireId(id);
  return asOwner(env, async (owner, auditUrl) => {
    const job = await known(owner, id);
    await recordAct(auditUrl(), owner, { name: "jobs-cancel", detail: { job: id, kind: job.kind } });
    if ((await cancelAny(owner, id)) !== "done") throw new CommandFailure(`the job is over, or was cancelled already: it is ${stateOf(await known(owner, id))}`);
    const after = await known(owner, id);
    if (json) return terminal.json(after);
    terminal.print(after.state === "cancelled" ? "cancelled" : "it runs, and will be cancelled within a second");
  });
}

export function runKind(env: Environment, kind: string, { json, wait }: RunOptions): Promise<void> {
  return asOwner(env, async (owner, auditUrl) => {
    await requireKind(owner, kind, true);
    await recordAct(auditUrl(), owner, { name: "jobs-run", detail: { kind } });
    const id = await runNow(owner, kind);
    if (id === undefined) throw new CommandFailure(`\`${kind}\` cannot be begun now: try again`);
    const job = wait ? await ended(owner, id) : await known(owner, id);
    if (json) terminal.json(job);
    else terminal.print(`${job.id} ${stateOf(job)}${job.done === null ? "" : `, ${progressOf(job)}`}`);
    if (!wait) await warnWithoutWorker(owner, [job]);
    if (wait && job.state !== "done") throw new CommandFailure(`the job did not come to its end: it is ${stateOf(job)}`);
  });
}

const lookEveryMs = 250;
/** Nobody waits longer for a worker to begin. */
const patienceMs = 30_000;

async function ended(owner: DataSource, id: string): Promise<JobStanding> {
  const begun = performance.now();
  for (;;) {
    const job = await known(owner, id);
    if (job.state !== "waiting" && job.state !== "running") return job;
    if (job.state === "waiting" && job.runs === 0 && performance.now() - begun > patienceMs) throw new CommandFailure("no worker takes the job: start `npx epigraph serve jobs`, or `npx epigraph up`; the job waits");
    await sleep(lookEveryMs);
  }
}

async function asOwner(env: Environment, work: (owner: DataSource, auditUrl: () => string) => Promise<void>): Promise<void> {
  await lifetime("task", async (life) => {
    const installation = await openInstallation({ env, life, log: () => undefined });
    const owner = await life.open(
      () => openDatabase(installation.adminUrl, { name: "epigraph jobs command", poolSize: 1 }),
      (database) => database.destroy(),
    );
    await work(owner, () => configuration(env, installation).databases("audit"));
  });
}

function requireId(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw new CommandFailure("that is no job's id: `npx epigraph jobs list` shows them", 2);
}

async function known(owner: DataSource, id: string): Promise<JobStanding> {
  const job = await standingOf(owner, id);
  if (job === undefined) throw new CommandFailure("there is no such job: `npx epigraph jobs list` shows those that there are");
  return job;
}

/** `again`: of those that are done again and again. @throws CommandFailure that names those that there are */
async function requireKind(owner: DataSource, kind: string, again: boolean): Promise<void> {
  const kinds = await listKinds(owner);
  const fit = kinds.filter(({ everyMinutes }) => !again || everyMinutes !== null).map(({ name }) => name);
  if (fit.includes(kind)) return;
  const why = kinds.some(({ name }) => name === kind) ? `\`${kind}\` is asked for by people, under their own name` : `there is no kind \`${kind}\``;
  throw new CommandFailure(`${why}: choose one of ${fit.join(", ")}`, 2);
}

async function warnWithoutWorker(owner: DataSource, shown: readonly JobStanding[]): Promise<void> {
  if (shown.some(({ state }) => state === "waiting" || state === "running") && !(await hasWorker(owner))) terminal.remark("no worker is running: jobs wait until `npx epigraph serve jobs` or `npx epigraph up` is started");
}

const stateOf = ({ state, errorCode }: JobStanding): string => (errorCode === null ? state : `${state} (${errorCode})`);
const progressOf = ({ phase, done, total }: JobStanding): string => (done === null ? "-" : `${total === null || total === done ? String(done) : `${done} of ${total}`}${phase === null ? "" : ` ${phase}`}`);
const secondOf = (at: Date): string => at.toISOString().slice(0, 19).replace("T", " ") + "Z";
