/** What an error of the database is called. Never its message, which may quote data. */

/** Its SQLSTATE; of an error of the connection or of our own the code of that. None when it has none. */
export function sqlState(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
