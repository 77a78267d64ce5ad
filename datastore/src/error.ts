/** What can go wrong between Epigraph and its database. Messages say what to do and never show a password or a person. */

export type DatastoreErrorCode =
  | "DATABASE_URL_INVALID"
  | "DATABASE_UNREACHABLE"
  | "DATABASE_PASSWORD_WRONG"
  | "DATABASE_REFUSED"
  | "DATABASE_MISSING"
  | "DATABASE_BUSY"
  | "DATABASE_TOO_OLD"
  | "DATABASE_FAILED"
  | "DATA_FOLDER_UNUSABLE"
  | "DATA_FOLDER_OF_OTHER_VERSION"
  | "PASSWORD_FILE_MISSING"
  | "PLATFORM_UNSUPPORTED"
  | "SERVER_USER_MISSING"
  | "SERVER_NOT_STARTED"
  | "SERVER_NOT_STOPPED"
  | "LOCK_TIMEOUT"
  | "LOGIN_INVALID"
  | "LOGIN_TOO_POWERFUL"
  | "MIGRATION_FAILED"
  | "MIGRATION_FORBIDDEN"
  | "SCHEMA_NEWER"
  | "TRANSACTION_OVER"
  | "TRANSACTION_FAILED"
  | "DAY_INVALID"
  | "LOG_CHANGED"
  | "LOG_KEY_NOT_IN_FORCE"
  | "BACKUP_FOLDER_IN_USE"
  | "BACKUP_FORBIDDEN"
  | "BACKUP_IMPOSSIBLE"
  | "BACKUP_INCOMPLETE"
  | "BACKUP_DAMAGED"
  | "BACKUP_KEY_UNKNOWN"
  | "BACKUP_NEWER"
  | "RESTORE_NOT_EMPTY"
  | "RESTORE_SCHEMA_AHEAD"
  | "RESTORE_PURGE_MISSING"
  | "RESTORE_FAILED"
  | "PURGE_LIST_OLDER"
  | "PURGE_FORBIDDEN"
  | "PURGE_IMPOSSIBLE"
  | "PURGE_NOT_APPROVED"
  | "PURGE_PLAN_CHANGED"
  | "PURGE_BLOCKED"
  | "PURGE_ORPHANS"
  | "CERTIFICATE_INVALID";

export class DatastoreError extends Error {
  override readonly name = "DatastoreError";
  readonly code: DatastoreErrorCode;

  constructor(code: DatastoreErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
