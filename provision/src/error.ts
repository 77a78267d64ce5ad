/** What can go wrong with a whole upload, as a closed list of codes. Messages say what to do and never contain a value of the file. Not what is wrong with one row: see reason.ts. */

/** With the HTTP status of the answer. */
export const provisionErrors = {
  REQUEST_UNKNOWN: 404,
  REQUEST_CLOSED: 409,
  UPLOAD_UNKNOWN: 404,
  UPLOAD_RUNNING: 409,
  TOO_MANY_UPLOADS: 503,
  FILE_CHANGED: 409,
  OFFSET_WRONG: 409,
  HEAD_INVALID: 400,
  CONTENT_UNKNOWN: 415,
  CONTENT_MISMATCH: 415,
  PROFILE_MISSING: 409,
  PROFILE_INVALID: 400,
  PROFILE_MISMATCH: 409,
  FILE_EMPTY: 400,
  HEADER_WRONG: 400,
  ENCODING_WRONG: 400,
  LINE_TOO_LONG: 413,
  TOO_MANY_COLUMNS: 413,
  TOO_MANY_ROWS: 413,
  TOO_MANY_PERSONS: 413,
  TOO_MANY_BYTES: 413,
  TOO_MANY_BAD_ROWS: 422,
  GZIP_BROKEN: 400,
  GZIP_TRUNCATED: 400,
  GZIP_BOMB: 413,
  XLSX_BROKEN: 400,
  XLSX_TOO_BIG: 413,
  UPLOAD_INTERRUPTED: 400,
  CONTEXT_REQUIRED: 401,
  PURPOSE_REQUIRED: 403,
  LEDGER_UNAVAILABLE: 503,
  STORAGE_FAILED: 503,
} as const;
export type ProvisionErrorCode = keyof typeof provisionErrors;

export class ProvisionError extends Error {
  override readonly name = "ProvisionError";
  readonly code: ProvisionErrorCode;
  /** Line of the file, from 1, where there is one. */
  readonly line: number | undefined;
  constructor(code: ProvisionErrorCode, message: string, line?: number) {
    super(message);
    this.code = code;
    this.line = line;
  }
}
