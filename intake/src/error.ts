/** The one error of this package: what is wrong with what was handed in, said so that a person can act. Not for single rows: those are quarantined, see report.ts. */

export type IntakeErrorCode =
  /** The path names nothing, or a file. */
  | "NOT_A_FOLDER"
  | "FILE_MISSING"
  | "FILE_EMPTY"
  /** Binary, not UTF-8, or quotes that never close. */
  | "NOT_A_CSV"
  /** A column is missing or stands twice. */
  | "HEADER_WRONG"
  /** The option `region` names no region. */
  | "REGION_UNKNOWN"
  /** The table of regions is empty: migrations have not run. */
  | "REGIONS_MISSING"
  /** A row handed to the loader holds a value that no column takes. */
  | "ROW_INVALID"
  /** A generated outbreak was to go into a database that holds other cases. */
  | "NOT_EMPTY"
  /** The database refused a write; everything of this import was rolled back. */
  | "WRITE_FAILED";

/** Messages name files, columns and tables, never a value of a row: such a value can be personal. */
export class IntakeError extends Error {
  override readonly name = "IntakeError";
  readonly code: IntakeErrorCode;
  readonly file: string | undefined;
  readonly column: string | undefined;

  constructor(code: IntakeErrorCode, message: string, where: { readonly file?: string; readonly column?: string } = {}) {
    super(message);
    this.code = code;
    this.file = where.file;
    this.column = where.column;
  }
}
