/** What can be wrong with an account, a change or a log-in. Messages never contain a person, a password or a code. */
export type IdentityErrorCode =
  | "LOG_IN_FAILED"
  | "ATTEMPTS_TOO_MANY"
  | "BUSY"
  | "REPEATED"
  | "ADMINISTRATOR_REQUIRED"
  | "SECOND_ADMINISTRATOR_REQUIRED"
  | "ACCOUNT_EXISTS"
  | "ACCOUNT_UNKNOWN"
  | "ACCOUNT_STATE"
  | "ACCOUNT_INVALID"
  | "DUTIES_INCOMPATIBLE"
  | "CHANGE_UNKNOWN"
  | "CHANGE_OVER"
  | "ENROLMENT_OVER"
  | "PASSWORD_WEAK"
  | "CODE_WRONG"
  | "ADMINISTRATORS_EXIST"
  | "SEAL_BROKEN"
  | "CONNECTION_HELD"
  | "CONFIGURATION_INVALID";

export class IdentityError extends Error {
  override readonly name = "IdentityError";
  readonly code: IdentityErrorCode;
  /** In how many seconds it may work: of those who were turned away. */
  readonly retryAfterSeconds: number | undefined;
  constructor(code: IdentityErrorCode, message: string, retryAfterSeconds?: number) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
