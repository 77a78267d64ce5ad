/** What can go wrong here, as a closed list of codes. Messages never contain personal data. */

/** `JOB_IMPOSSIBLE`: thrown by a kind whose job can never succeed, however often it is tried. `WORKER_NOT_STARTED`: the queue's tables are missing or of another version. */
export type JobErrorCode = "JOB_IMPOSSIBLE" | "WORKER_NOT_STARTED";

export class JobError extends Error {
  override readonly name = "JobError";
  readonly code: JobErrorCode;
  constructor(code: JobErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
