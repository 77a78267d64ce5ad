/** What can go wrong here, as a closed list of codes. Messages never contain personal data. */
export type ProvisionErrorCode = "NOT_RUNNING";

export class ProvisionError extends Error {
  override readonly name = "ProvisionError";
  readonly code: ProvisionErrorCode;
  constructor(code: ProvisionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
