/** What can go wrong here, as a closed list of codes. Messages never contain personal data. */
export type JobErrorCode = "NOT_RUNNING";

export class JobError extends Error {
  override readonly name = "JobError";
  readonly code: JobErrorCode;
  constructor(code: JobErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
