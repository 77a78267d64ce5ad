/** Background work with progress, retry and cancellation. What a kind does is a function handed in by its owner. */
export { JobError, type JobErrorCode } from "./error.js";
export { cancel, enqueue, type Enqueuing } from "./enqueue.js";
export type { JobDatabase, JobKind, JobPayload, RunningJob } from "./kind.js";
export { cancelAny, hasWorker, type JobStanding, listKinds, listStandings, runNow, standingOf } from "./operator-store.js";
export type { JobRun } from "./run-job.js";
export type { Asker, CancelAnswer } from "./store.js";
export { deleteMetJobs, tidyJobs } from "./upkeep.js";
export { type RunningWorker, startWorker, type WorkerParts } from "./worker.js";
