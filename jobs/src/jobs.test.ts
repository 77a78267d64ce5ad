/** Jobs on a real database, with two workers where it matters: asked for with claims, run with them, stopped, lost and found again. Through GraphQL: subgraphs/audit/src/job. */
import { randomUUID } from "node:crypto";
import { type AccountId, type AgencyId, claimsOf, contextLifetimeMs, type Duty, dutyTable, type Purpose, type SessionId, sha256, signContext, type TraceId } from "@epigraph/authz";
import { beginRequest, type DataSource, openDatabase, transaction } from "@epigraph/datastore";
import { createTestDatabase, eventually, type TestDatabase } from "@epigraph/datastore/testing";
import { cancel, enqueue } from "./enqueue.js";
import { JobError } from "./error.js";
import type { JobKind, RunningJob } from "./kind.js";
import { type JobRun, waitAfter } from "./run-job.js";
import { tidyJobs } from "./upkeep.js";
import { type RunningWorker, startWorker } from "./worker.js";

type Asker = { readonly account: string; readonly duty: Duty; readonly purpose: Purpose };
const auditor: Asker = { account: "choi", duty: "auditor", purpose: "audit" };
const otherAuditor: Asker = { ...auditor, account: "han" };
const administrator: Asker = { account: "admin", duty: "system-administrator", purpose: "administration" };

let database: TestDatabase;
let admin: DataSource;
let audit: DataSource;
let workers: RunningWorker[] = [];
let recorded: JobRun[] = [];
let logWorks = true;
let work: Record<string, (job: RunningJob) => Promise<void>> = {};

beforeAll(async () => {
  database = await createTestDatabase();
  [admin, audit] = await Promise.all([openDatabase(database.adminUrl, { name: "test" }), openDatabase(database.urls.audit, { name: "test audit" })]);
  await admin.query("insert into jobs.kind (name, service, askers, every, may_fail) values ('audit.again', 'audit', '{auditor/audit}', null, 2), ('audit.once', 'audit', '{auditor/audit}', null, 0), ('cases.other', 'cases', '{auditor/audit}', null, 0)");
});
beforeEach(() => {
  recorded = [];
  logWorks = true;
  work = {};
});
afterEach(async () => {
  for (const one of workers) await one.close();
  workers = [];
  await admin.query("truncate jobs.job, jobs.worker; delete from graphile_worker._private_jobs");
});
afterAll(async () => {
  await Promise.all([admin?.destroy(), audit?.destroy()]);
  await database?.drop();
});

const kind = (name: "audit.again" | "audit.once", mayFail: number): JobKind => ({ name, service: "audit", askers: ["auditor/audit"], mayFail, run: async (job) => await work[name]?.(job) });

async function worker(unheardMs = 15_000): Promise<RunningWorker> {
  const record = (run: JobRun): Promise<void> => (logWorks ? Promise.resolve(void recorded.push(run)) : Promise.reject(new Error("disk full")));
  const started = await startWorker({ url: database.urls.jobs, kinds: [kind("audit.again", 2), kind("audit.once", 0), tidyJobs], databaseOf: (service) => (service === "audit" ? Promise.resolve(audit) : openDatabase(database.urls.jobs, { name: "test jobs", poolSize: 1 })), record, clock: Date.now, report: () => undefined, unheardMs });
  workers.push(started);
  return started;
}

/** In a request of this asker. */
async function as<Result>({ account, duty, purpose }: Asker, act: (db: ReturnType<typeof transaction>) => Promise<Result>): Promise<Result> {
  const issuedAt = Date.now();
  const principal = { ...dutyTable[duty], account: account as AccountId, duty, agency: "kdca" as AgencyId, jurisdictions: [], session: "s" as SessionId, authenticatedBy: "otp" } as const;
  const context = signContext({ principal, purpose, audience: "audit", correlation: randomUUID() as TraceId, operation: { hash: sha256("") }, bodyHash: sha256(""), issuedAt, expiresAt: issuedAt + contextLifetimeMs }, database.claimsKey, database.claimsKey);
  const db = transaction(audit, { access: "read-write", prepare: beginRequest(claimsOf(context)) });
  try {
    const result = await act(db);
    await db.commit();
    return result;
  } finally {
    await db.rollback();
  }
}

/** Again when another's transaction was in the way, as services do. */
async function ask(name = "audit.again", key = "k", asker = auditor): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await as(asker, (db) => enqueue(db, name, { month: "2026-11", number: 3 }, { key }));
    } catch (error) {
      if (attempt === 4 || (error as { readonly code?: string }).code !== "40001") throw error;
    }
  }
}
type Row = { readonly state: string; readonly runs: number; readonly failures: number; readonly error_code: string | null; readonly phase: string | null; readonly done: string | null };
const rowOf = async (job: string | null): Promise<Row | undefined> => (await admin.query<Row[]>("select state, runs, failures, error_code, phase, done from jobs.job where id = $1", [job]))[0];
/** That the job comes to be so. */
const expectJob = (job: string | null, so: Partial<Row>): Promise<void> => eventually(async () => expect(await rowOf(job)).toMatchObject(so));
const untilAborted = (signal: AbortSignal): Promise<never> => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

describe("a job", () => {
  it("runs with the claims of who asked, on record before and after, and says how far it is", async () => {
    const met: unknown[] = [];
    work["audit.again"] = async ({ payload, db, progress, account }) => {
      progress(1, 2, "counting");
      const [me] = await db("read-only", ({ query }) => query("select me.account, me.duty, me.purpose from security.asker() me"));
      met.push({ payload, account, me });
    };
    await worker();
    const job = await ask();
    await expectJob(job, { state: "done", runs: 1, phase: "counting", done: "1", error_code: null });
    expect(met).toEqual([{ payload: { month: "2026-11", number: 3 }, account: "choi", me: auditor }]);
    expect(recorded.filter((run) => run.job === job).map(({ event, outcome, asker }) => [event, outcome, asker?.account])).toEqual([["started", "answered", "choi"], ["ended", "answered", "choi"]]);
  });

  it("is not there when the request that asked for it is undone", async () => {
    await expect(as(auditor, async (db) => {
      await enqueue(db, "audit.again", {}, { key: "k" });
      throw new Error("undone");
    })).rejects.toThrow("undone");
    expect(await admin.query("select from graphile_worker._private_jobs")).toEqual([]);
  });

  it("is the same one while it waits or runs under the same key of the same account, and another when it is over", async () => {
    const first = await ask();
    expect(await ask()).toBe(first);
    expect(await ask("audit.again", "other")).not.toBe(first);
    expect(await ask("audit.again", "k", otherAuditor)).not.toBe(first);
    await worker();
    await expectJob(first, { state: "done" });
    expect(await ask()).not.toBe(first);
  });

  it("holds nothing but ids", async () => {
    for (const payload of [{ name: "Kim Min" }, { name: "김민" }, { deep: { a: 1 } as never }, { long: "x".repeat(101) }]) await expect(as(auditor, (db) => enqueue(db, "audit.again", payload, { key: "k" }))).rejects.toMatchObject({ code: "23514" });
  });

  it("is asked for by the duty and purpose of its kind, through the service whose kind it is, and by nobody without claims", async () => {
    await expect(ask("audit.again", "k", administrator)).rejects.toMatchObject({ code: "42501" });
    await expect(ask("audit.again", "k", { ...auditor, purpose: "security" })).rejects.toMatchObject({ code: "42501" });
    await expect(ask("cases.other")).rejects.toMatchObject({ code: "42501" });
    await expect(ask("jobs.tidy")).rejects.toMatchObject({ code: "42501" });
    await expect(audit.query("select jobs.enqueue('audit.again', '{}', 'k')")).rejects.toMatchObject({ code: "42501" });
  });

  it("is one of twenty at most that an account has under way", async () => {
    const ids = [];
    for (let number = 0; number < 21; number++) ids.push(await ask("audit.again", `k${number}`));
    expect(ids.filter((id) => id === null)).toHaveLength(1);
  });

  it("is seen by who asked and by an administrator, but what it is about by no service", async () => {
    const job = await ask();
    const visible = (asker: Asker): Promise<unknown[]> => as(asker, ({ query }) => query("select id from jobs.job"));
    expect(await visible(auditor)).toEqual([{ id: job }]);
    expect(await visible(administrator)).toEqual([{ id: job }]);
    expect(await visible(otherAuditor)).toEqual([]);
    expect(await visible({ ...administrator, purpose: "security" })).toEqual([]);
    expect(await audit.query("select id from jobs.job")).toEqual([]);
    for (const column of ["payload", "claims", "proof", "key"]) await expect(as(auditor, ({ query }) => query(`select ${column} from jobs.job`))).rejects.toMatchObject({ code: "42501" });
  });

  it("is not run when it cannot be put on record, and waits for that", async () => {
    let ran = 0;
    work["audit.again"] = () => Promise.resolve(void ran++);
    logWorks = false;
    await worker();
    const job = await ask();
    await expectJob(job, { state: "waiting", error_code: "UNRECORDED", failures: 0 });
    expect(ran).toBe(0);
  });

  it("is not done when its end cannot be put on record", async () => {
    work["audit.once"] = () => Promise.resolve(void (logWorks = false));
    await worker();
    await expectJob(await ask("audit.once"), { state: "failed", error_code: "UNRECORDED" });
  });
});

describe("a job that goes wrong", () => {
  it("is tried again, later each time, a minute at most, and fails in the end with a code and without its words", async () => {
    expect([0, 1, 2, 20].map(waitAfter)).toEqual([1_000, 2_000, 4_000, 60_000]);
    work["audit.again"] = () => Promise.reject(new Error("Kim Min, 010-1234-5678"));
    await worker();
    const job = await ask();
    await expectJob(job, { state: "waiting", failures: 1, error_code: "FAILED" });
    await admin.query("update graphile_worker._private_jobs set run_at = now()");
    await expectJob(job, { state: "waiting", failures: 2 });
    await admin.query("update graphile_worker._private_jobs set run_at = now()");
    await expectJob(job, { state: "failed", runs: 3, error_code: "FAILED" });
    expect(JSON.stringify([await admin.query("select * from jobs.job"), await admin.query("select * from graphile_worker._private_jobs")])).not.toContain("Kim");
  });

  it("is not tried again when that is of no use, or when it must not be done twice", async () => {
    work["audit.again"] = () => Promise.reject(new JobError("JOB_IMPOSSIBLE", "no such month"));
    work["audit.once"] = () => Promise.reject(new Error("half done"));
    await worker();
    const [impossible, once] = [await ask(), await ask("audit.once")];
    await expectJob(impossible, { state: "failed", runs: 1, error_code: "JOB_IMPOSSIBLE" });
    await expectJob(once, { state: "failed", runs: 1, error_code: "FAILED" });
  });
});

describe("cancelling", () => {
  it("ends a job that waits at once", async () => {
    const job = await ask();
    expect(await as(auditor, (db) => cancel(db, job ?? ""))).toBe("done");
    expect(await rowOf(job)).toMatchObject({ state: "cancelled", runs: 0 });
    expect(await admin.query("select from graphile_worker._private_jobs")).toEqual([]);
    expect(await as(auditor, (db) => cancel(db, job ?? ""))).toBe("over");
  });

  it("reaches one that runs within a second, in the middle of a statement too", async () => {
    work["audit.again"] = ({ db }) => db("read-only", async ({ query }) => void (await query("select pg_sleep(30)")));
    await worker();
    const job = await ask();
    await expectJob(job, { state: "running" });
    const before = performance.now();
    expect(await as(administrator, (db) => cancel(db, job ?? ""))).toBe("done");
    await expectJob(job, { state: "cancelled" });
    expect(performance.now() - before).toBeLessThan(1_500); // a second, and what a busy machine adds
  });

  it("is for who asked and for an administrator", async () => {
    const job = await ask();
    expect(await as(otherAuditor, (db) => cancel(db, job ?? ""))).toBe("unknown");
    expect(await rowOf(job)).toMatchObject({ state: "waiting" });
  });
});

describe("claims", () => {
  it("end with the account, while a job waits and while it runs", async () => {
    const locked = async (): Promise<unknown> => await admin.query("insert into identity.revocation (id, account, revoked_at, reason, revoked_by) values (gen_random_uuid(), 'choi', clock_timestamp(), 'test', 'test')");
    work["audit.again"] = ({ signal }) => untilAborted(signal);
    await worker();
    const running = await ask();
    await expectJob(running, { state: "running" });
    await locked();
    await expectJob(running, { state: "failed", error_code: "ACCOUNT_ENDED" });
    await workers.pop()?.close();
    const waiting = await ask();
    await locked();
    await worker();
    await expectJob(waiting, { state: "failed", error_code: "ACCOUNT_ENDED", runs: 0 });
    await admin.query("delete from identity.revocation");
  });

  it("are not had by a service that shows no proof, nor with one of a run that is over", async () => {
    const proofs: string[] = [];
    await admin.query("create schema peek; create table peek.proof (proof text)");
    const job = await ask();
    const [taken] = await admin.query<{ proof: string }[]>("select proof from jobs.take($1, 'somebody')", [job]);
    proofs.push(taken?.proof ?? "");
    const show = (proof: string): Promise<unknown> => audit.query("select security.begin_job($1, $2)", [job, proof]);
    await expect(show("guess")).rejects.toMatchObject({ code: "28000" });
    await expect(show(proofs[0] ?? "")).resolves.toBeDefined();
    await admin.query("select jobs.finish($1, 1, 'done', null)", [job]);
    await expect(show(proofs[0] ?? "")).rejects.toMatchObject({ code: "28000" });
    await admin.query("drop schema peek cascade");
  });
});

describe("a worker that dies", () => {
  it("is noticed, and its job is taken again by another; what it still says is not believed", async () => {
    const job = await ask();
    // as a process that took it and was killed
    await admin.query("update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'dead'");
    const [taken] = await admin.query<{ run: number }[]>("select run from jobs.take($1, 'dead')", [job]);
    await admin.query("alter table jobs.job disable trigger user; update jobs.job set taken_at = now() - interval '1 minute'; alter table jobs.job enable trigger user");
    await worker(800);
    await expectJob(job, { state: "done", runs: 2, failures: 1 });
    expect(await admin.query("select jobs.tell($1, $2, 'late', 1, 1) as held", [job, taken?.run])).toEqual([{ held: false }]);
    expect(await admin.query("select jobs.finish($1, $2, 'failed', 'LATE') as held", [job, taken?.run])).toEqual([{ held: false }]);
  });

  it("leaves what must not be done twice as failed", async () => {
    const job = await ask("audit.once");
    await admin.query("update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'dead'");
    await admin.query("select jobs.take($1, 'dead')", [job]);
    await admin.query("alter table jobs.job disable trigger user; update jobs.job set taken_at = now() - interval '1 minute'; alter table jobs.job enable trigger user");
    await worker(800);
    await expectJob(job, { state: "failed", runs: 1, error_code: "WORKER_LOST" });
  });

  it("is not one that works for long", async () => {
    let ran = 0;
    work["audit.again"] = async () => {
      ran += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    };
    await worker(600);
    await worker(600);
    await expectJob(await ask(), { state: "done", runs: 1 });
    expect(ran).toBe(1);
  });
});

it("a worker that stops hands its jobs back uncounted", async () => {
  work["audit.again"] = ({ signal }) => untilAborted(signal);
  const first = await worker();
  const job = await ask();
  await expectJob(job, { state: "running" });
  await first.close();
  expect(await rowOf(job)).toMatchObject({ state: "waiting", failures: 0, error_code: "STOPPED" });
  work["audit.again"] = () => Promise.resolve();
  await worker();
  await expectJob(job, { state: "done", runs: 2 });
});

it("what is done again and again is asked for by itself, once however many workers there are", async () => {
  await worker();
  await worker();
  await eventually(async () => expect(await admin.query("select state, asked_by from jobs.job where kind = 'jobs.tidy'")).toEqual([{ state: "done", asked_by: "system" }]));
  expect(recorded.map(({ asker }) => asker)).toEqual([null, null]);
});

it("for a purpose that needs a declared response does not outlive it, and is not tried again", async () => {
  await admin.query("insert into jobs.kind (name, service, askers, every, may_fail) values ('audit.of-response', 'audit', '{local-investigator/investigation}', null, 3)");
  const job = await as({ account: "kim", duty: "local-investigator", purpose: "investigation" }, (db) => enqueue(db, "audit.of-response", {}, { key: "k" }));
  await admin.query("truncate policy.response, policy.response_step");
  const of: JobKind = { name: "audit.of-response", service: "audit", askers: ["local-investigator/investigation"], mayFail: 3, run: ({ db }) => db("read-only", async ({ query }) => void (await query("select 1"))) };
  const started = await startWorker({ url: database.urls.jobs, kinds: [of], databaseOf: () => Promise.resolve(audit), record: () => Promise.resolve(), clock: Date.now, report: () => undefined });
  workers.push(started);
  await expectJob(job, { state: "failed", runs: 1, error_code: "NO_RESPONSE" });
});
