/** Background work with progress, retry and cancellation. */
export { JobError, type JobErrorCode } from "./error.js";
