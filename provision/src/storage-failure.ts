/** What the storage of uploads says when PostgreSQL fails it: a code, and never PostgreSQL's own words, which can quote a row. */
import { ProvisionError } from "./error.js";

/** For a promise's `catch`. @throws ProvisionError STORAGE_FAILED */
export const failed = (error: unknown): never => {
  throw failure(error);
};

/** With the SQLSTATE, where there is one. */
export function failure(error?: unknown): ProvisionError {
  const code = typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" && /^[0-9A-Z]{5}$/.test(error.code) ? ` (SQLSTATE ${error.code})` : "";
  return new ProvisionError("STORAGE_FAILED", `the rows could not be stored${code}: send the file again in a minute; what is stored already is not stored twice`);
}
