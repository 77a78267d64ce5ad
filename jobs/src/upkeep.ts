/** The queue's own housekeeping, as a kind of job: what ended long ago goes. */
import type { JobKind } from "./kind.js";
import { tidy } from "./store.js";

export const tidyJobs: JobKind = { name: "jobs.tidy", service: "jobs", askers: [], everyMinutes: 60, mayFail: 3, run: ({ db }) => db("read-write", ({ query }) => tidy(query)) };
