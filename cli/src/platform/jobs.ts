/** Runs background jobs in this process. The kinds stand here in one table; what each does is its owner's, and the same table stands in the database (`jobs.kind`): a test holds the two together. */
import { randomUUID } from "node:crypto";
import { reportJobs } from "@epigraph/audit";
import { type Instant, sha256 } from "@epigraph/authz";
import { type DatabaseService, type DataSource, openDatabase } from "@epigraph/datastore";
import { deleteMetJobs, type JobKind, type JobRun, type RunningWorker, startWorker, tidyJobs } from "@epigraph/jobs";
import type { AuditRecord } from "@epigraph/ledger";
import { upkeepJobs } from "@epigraph/movements";
import type { Configuration } from "./configuration.js";
import { openLedger } from "./ledger.js";

/** Every kind there is. What is to be done again and again is a kind with `everyMinutes`. */
export const jobKinds: readonly JobKind[] = [...reportJobs, ...upkeepJobs, tidyJobs, deleteMetJobs];

/** The logins of which the worker needs one each: its own, and those of the services whose jobs there are. */
export const jobLogIns: readonly JobKind["service"][] = [...new Set<JobKind["service"]>(["jobs", ...jobKinds.map(({ service }) => service)])];

type Surroundings = { readonly clock: () => Instant; readonly report: (line: string) => void };

/** `login`: with which the records of its runs are written. @throws as `startWorker` and the connections do */
export async function runJobs(config: Pick<Configuration, "databases">, login: Extract<DatabaseService, "jobs" | "ledger">, { clock, report }: Surroundings): Promise<RunningWorker> {
  const written = await openLedger(config.databases(login), "epigraph jobs", report);
  const opened = new Map<JobKind["service"], Promise<DataSource>>();
  const databaseOf = (service: JobKind["service"]): Promise<DataSource> => {
    const known = opened.get(service);
    if (known !== undefined) return known;
    const opening = openDatabase(config.databases(service), { name: `epigraph jobs of ${service}`, poolSize: 3 });
    opened.set(service, opening);
    opening.catch(() => opened.delete(service)); // the next job tries again
    return opening;
  };
  const closeAll = async (): Promise<void> => {
    for (const one of opened.values()) await one.then((database) => database.destroy(), () => undefined);
    await written.close();
  };
  try {
    const worker = await startWorker({ url: config.databases("jobs"), kinds: jobKinds, databaseOf, record: (run) => written.ledger.append(recordOfRun(run, clock())), clock, report });
    const close = async (): Promise<void> => {
      await worker.close();
      await closeAll();
    };
    return { close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What a run leaves in the access log: whose work it is, and that it began or how it ended. The job's id is the operation's number, under which what it reads stands too. */
export function recordOfRun({ job, kind, asker, event, outcome }: JobRun, recorded: Instant): AuditRecord {
  const { account = "system", duty = "system", clearance = 0, agency = "system", jurisdictions = [], purpose = "administration" } = asker ?? {};
  return {
    id: randomUUID(),
    recorded,
    type: "operation",
    outcome,
    purposeOfEvent: purpose,
    agent: { who: account, role: duty, clearance, agency, jurisdictions, session: "none", authenticatedBy: asker === null ? "none" : "job", door: "none", policy: { grants: [], bases: [] } },
    source: { observer: "jobs" },
    correlation: job,
    entity: { name: `${kind}/${event}`, query: sha256(kind), detail: {}, references: [{ kind: "job", id: job }] },
    events: [{ coordinate: `Job.${event}`, outcome: outcome === "answered" ? "allowed" : "error", ruleId: undefined, count: 1, subjects: new Map() }],
    assigned: [],
  };
}
