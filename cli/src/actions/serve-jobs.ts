/** `epigraph serve jobs`: the worker of background jobs as a process of its own. Several may run. */
import type { Environment } from "../environment.js";
import { lifetime } from "../stopping.js";
import { terminal } from "../terminal.js";
import { configurationFor, requireSchema } from "./serve.js";

export async function serveJobs(env: Environment): Promise<void> {
  await lifetime("service", async (life) => {
    const config = await configurationFor(["jobs"], env, life);
    const { jobLogIns, runJobs } = await import("../platform/jobs.js"); // takes seconds to load
    for (const login of jobLogIns) config.databases(login); // what is missing is said before the database is asked
    await requireSchema(config.databases("jobs"));
    await life.open(
      () => runJobs(config, "jobs", { clock: Date.now, report: terminal.remark }),
      ({ close }) => close(),
    );
    terminal.remark("background jobs are run");
    await life.stopped;
  });
}
