/** The command line of `epigraph jobs`. */
import type { Command } from "commander";
import type * as Actions from "../actions/jobs.js";
import type { Environment } from "../environment.js";

const more = `
Background jobs: reports that somebody asked for, and what the platform does again and again by
itself, such as letting requests expire. Shown is how a job goes, never what it is about. What is
cancelled or begun here is itself a record of the access log.

A worker runs them: \`epigraph up\` has one, \`epigraph serve jobs\` is one.

Examples:
  npx epigraph jobs list --open
  npx epigraph jobs show 3f0c1d5e-...
  npx epigraph jobs cancel 3f0c1d5e-...
  npx epigraph jobs run movements.expire-requests --wait`;

const actions = (): Promise<typeof Actions> => import("../actions/jobs.js");

export function jobsCommand(program: Command, env: Environment): void {
  const jobs = program.command("jobs").summary("how background jobs go: list, show, cancel, run").description("See how background jobs go, cancel one, or begin what is done again and again.").addHelpText("after", more);
  const command = (line: string, description: string): Command => jobs.command(line).description(description).option("--json", "print the result as JSON");

  command("list", "List jobs, latest first.")
    .option("--open", "only those that wait or run")
    .option("--kind <name>", "only those of a kind")
    .option("--most <number>", "how many, 1 to 1000 (default 30)")
    .action(async (options: Actions.ListOptions) => (await actions()).listJobs(env, options));
  command("show <job>", "Show one job.").action(async (job: string, options: Actions.JobsOptions) => (await actions()).showJob(env, job, options));
  command("cancel <job>", "Cancel a job: one that waits at once, one that runs within a second.").action(async (job: string, options: Actions.JobsOptions) => (await actions()).cancelJob(env, job, options));
  command("run <kind>", "Begin now what is done again and again, instead of when it is due.")
    .option("--wait", "until it is over; fails when it did")
    .action(async (kind: string, options: Actions.RunOptions) => (await actions()).runKind(env, kind, options));
}
