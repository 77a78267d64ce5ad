/** What the upload endpoint says of a file: its receipt, and the rows that it kept apart. Values of rows are never among it. */

export type Receipt = {
  readonly id: string;
  readonly state: string;
  readonly rows: number | undefined;
  readonly stored: number | undefined;
  readonly duplicates: number | undefined;
  readonly quarantined: number | undefined;
  readonly outsideApproval: number | undefined;
  readonly sha256: string | undefined;
};

/** A row that was not taken: where in the file, and why. */
export type RejectedRow = { readonly line: number | undefined; readonly column: string | undefined; readonly code: string; /** The door's own words, where it has some, in the two languages. */ readonly ko: string | undefined; readonly en: string | undefined };

/** `undefined`: not an answer of the upload endpoint. */
export function receiptIn(body: unknown): Receipt | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const said = body as Readonly<Record<string, unknown>>;
  const count = (name: string): number | undefined => (typeof said[name] === "number" ? said[name] : undefined);
  const text = (name: string): string | undefined => (typeof said[name] === "string" ? said[name] : undefined);
  const [id, state] = [text("id") ?? "", text("state")];
  if (state === undefined) return undefined;
  return { id, state, rows: count("rows"), stored: count("stored"), duplicates: count("duplicates"), quarantined: count("quarantined"), outsideApproval: count("outsideApproval"), sha256: text("sha256") };
}

/** Whether the door still works on it. */
export const isUnderWay = (state: string): boolean => state === "receiving" || state === "loading";

/** The rows of `GET …/quarantine`: a list, or `{ rows: [...] }`. */
export function rejectedRowsIn(body: unknown): readonly RejectedRow[] | undefined {
  const rows: unknown = Array.isArray(body) ? body : (body as { readonly rows?: unknown } | null | undefined)?.rows;
  if (!Array.isArray(rows)) return undefined;
  return rows.map((row: unknown) => {
    const said = (typeof row === "object" && row !== null ? row : {}) as Readonly<Record<string, unknown>>;
    const text = (...names: readonly string[]): string | undefined => names.map((name) => said[name]).find((value): value is string => typeof value === "string" && value !== "");
    const column = said["column"];
    return { line: typeof said["line"] === "number" ? said["line"] : undefined, column: typeof column === "number" ? String(column) : text("column"), code: text("code", "reason") ?? "UNKNOWN", ko: text("reasonKo", "ko"), en: text("reasonEn", "en", "message") };
  });
}

/** As a CSV file (RFC 4180) with a byte order mark, so that spreadsheet programs read Korean; a cell that a spreadsheet would calculate is made text. */
export function rejectedRowsFile(rows: readonly RejectedRow[], titles: readonly [string, string, string], words: (row: RejectedRow) => string): string {
  const lines = [titles, ...rows.map((row) => [row.line === undefined ? "" : String(row.line), row.column ?? "", words(row)])];
  return `\uFEFF${lines.map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
