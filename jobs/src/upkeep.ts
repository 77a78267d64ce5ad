/** Housekeeping, as kinds of jobs: what ended long ago goes, and what was collected goes with its purpose. Which rows those are is the database's. */
import type { JobKind } from "./kind.js";
import { deleteMet, tidy } from "./store.js";

export const tidyJobs: JobKind = { name: "jobs.tidy", service: "jobs", askers: [], everyMinutes: 60, mayFail: 3, run: ({ db }) => db("read-write", ({ query }) => tidy(query)) };

export const deleteMetJobs: JobKind = { name: "movements.delete-met", service: "jobs", askers: [], everyMinutes: 60, mayFail: 3, run: ({ db }) => db("read-write", ({ query }) => deleteMet(query)) };
