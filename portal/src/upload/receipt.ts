/** What the upload endpoint says of a file: its receipt or what a check found, and the rows that it kept apart (docs/provision.md). Values of rows are never among it. */
import type { UploadReceipt } from "../inbox/questions.js";

/** Of a file that was stored, `upload` its id; of one that was checked only, without it and with what was found. Counts are rows, but for stays. */
export type Receipt = {
  readonly id: string | undefined;
  readonly file: string | undefined;
  /** Whether the file is whole. */
  readonly state: "open" | "complete" | "checked";
  readonly rows: number | undefined;
  readonly accepted: number | undefined;
  readonly quarantined: number | undefined;
  /** Of them those that are still there to be corrected. */
  readonly correctable: number | undefined;
  readonly outsideApproval: number | undefined;
  readonly staysStored: number | undefined;
  readonly staysThere: number | undefined;
  readonly sha256: string | undefined;
  readonly problems: readonly RejectedRow[];
};

/** A row that was not taken: where in the file, and why, in the door's own words. */
export type RejectedRow = { readonly line: number | undefined; readonly column: string | undefined; readonly reason: string; readonly ko: string | undefined; readonly en: string | undefined };

type Said = Readonly<Record<string, unknown>>;
const saidIn = (value: unknown): Said | undefined => (typeof value === "object" && value !== null ? (value as Said) : undefined);
const count = (of: Said | undefined, name: string): number | undefined => (typeof of?.[name] === "number" ? of[name] : undefined);
const text = (of: Said | undefined, name: string): string | undefined => (typeof of?.[name] === "string" && of[name] !== "" ? of[name] : undefined);

/** A file as the inbox tells of it, in this visit or another. */
export const receiptOf = (said: UploadReceipt): Receipt => ({
  id: said.id,
  file: said.fileName ?? undefined,
  state: said.state === "complete" ? "complete" : "open",
  rows: said.rowsRead ?? undefined,
  accepted: said.rowsAccepted ?? undefined,
  quarantined: said.rowsQuarantined ?? undefined,
  correctable: said.correctableRows ?? undefined,
  outsideApproval: said.rowsOutsideApproval ?? undefined,
  staysStored: said.staysStored ?? undefined,
  staysThere: undefined,
  sha256: said.fileHash ?? undefined,
  problems: [],
});

/** `undefined`: not an answer of the upload endpoint. */
export function receiptIn(body: unknown): Receipt | undefined {
  const said = saidIn(body);
  if (said?.["dryRun"] === true) {
    const counts = { rows: count(said, "rows"), accepted: count(said, "accepted"), quarantined: count(said, "quarantined"), outsideApproval: count(said, "outside") };
    return { ...counts, correctable: undefined, id: undefined, file: undefined, state: "checked", staysStored: undefined, staysThere: undefined, sha256: text(said, "sha256"), problems: rejectedRowsIn({ rows: said["problems"] }) ?? [] };
  }
  const [id, state, rows, stays] = [text(said, "upload"), text(said, "state"), saidIn(said?.["rows"]), saidIn(said?.["stays"])];
  if (id === undefined || (state !== "open" && state !== "complete")) return undefined;
  const counts = { rows: count(rows, "read"), accepted: count(rows, "accepted"), quarantined: count(rows, "quarantined"), outsideApproval: count(rows, "outsideApproval"), staysStored: count(stays, "stored"), staysThere: count(stays, "alreadyThere") };
  return { ...counts, correctable: counts.quarantined, id, file: text(said, "file"), state, sha256: text(saidIn(said?.["sha256"]), "bytes"), problems: [] };
}

/** The rows of `GET …/quarantine`; where more follow, after which line: see `moreAfter`. */
export function rejectedRowsIn(body: unknown): readonly RejectedRow[] | undefined {
  const rows = saidIn(body)?.["rows"];
  if (!Array.isArray(rows)) return undefined;
  return rows.map((row: unknown) => {
    const said = saidIn(row);
    return { line: count(said, "line"), column: text(said, "column"), reason: text(said, "reason") ?? "unknown", ko: text(said, "ko"), en: text(said, "en") };
  });
}

export const moreAfter = (body: unknown): number | undefined => count(saidIn(body), "after");

/** As a CSV file (RFC 4180) with a byte order mark, so that spreadsheet programs read Korean; a cell that a spreadsheet would calculate is made text. */
export function rejectedRowsFile(rows: readonly RejectedRow[], titles: readonly [string, string, string], words: (row: RejectedRow) => string): string {
  const lines = [titles, ...rows.map((row) => [row.line === undefined ? "" : String(row.line), row.column ?? "", words(row)])];
  return `\uFEFF${lines.map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

const cell = (content: string): string => `"${(/^[=+\-@\t\r]/.test(content) ? `'${content}` : content).replaceAll('"', '""')}"`;
