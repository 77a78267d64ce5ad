/** Turns rows into PostgreSQL's COPY text format (the manual's section "Text Format" under COPY). Not the sending: see loader.ts. */
import { IntakeError } from "./error.js";
import type { Column, ColumnKind, Table } from "./tables.js";

/** One line of COPY text for a row, newline included. */
export type RowEncoder<Row> = { readonly columns: readonly string[]; readonly encode: (row: Row) => string };

/** Prepared once a table, used once a row. Throws ROW_INVALID for a number that is not finite or an instant that is no time. */
export function rowEncoder<Row extends object>(table: Table<Row>): RowEncoder<Row> {
  const stored = (Object.entries(table.columns) as [keyof Row, string | Column][]).map(([key, column]) => (typeof column === "string" ? { key, name: column, kind: "value" as const } : { key, ...column }));
  const derived = Object.entries(table.derived ?? {});
  return {
    columns: [...stored.map(({ name }) => name), ...derived.map(([name]) => name)],
    encode: (row) => {
      let line = "";
      for (const { key, name, kind } of stored) line += `${field(row[key], kind, table.name, name)}\t`;
      for (const [, work] of derived) line += `${String(work(row))}\t`;
      return `${line.slice(0, -1)}\n`;
    },
  };
}

function field(value: unknown, kind: ColumnKind, table: string, column: string): string {
  if (value === undefined || value === null) return kind === "flag" ? "f" : "\\N";
  switch (typeof value) {
    case "string":
      if (kind === "instant") break;
      return /[\\\t\n\r\0]/.test(value) ? escaped(value) : value;
    case "number":
      if (!Number.isFinite(value)) break;
      if (kind !== "instant") return String(value);
      if (Math.abs(value) > 8.64e15) break;
      return timestamp(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "t" : "f";
    default:
      if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  }
  throw new IntakeError("ROW_INVALID", `a row for \`${table}\` holds something that the column \`${column}\` cannot: correct what made the row`, { column });
}

/** As `toISOString`, at a sixth of its cost: four of them are most of what a stay costs to write. Years 1970 to 9999 go the short way. */
function timestamp(instant: number): string {
  if (!Number.isInteger(instant) || instant < 0 || instant > 253_402_300_799_999) return new Date(instant).toISOString();
  const day = Math.floor(instant / 86_400_000);
  if (day !== lastDay.number) {
    lastDay.text = new Date(instant).toISOString().slice(0, 11);
    lastDay.number = day;
  }
  const rest = instant - day * 86_400_000;
  const seconds = Math.floor(rest / 1000);
  return `${lastDay.text}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(rest % 1000).padStart(3, "0")}Z`;
}

const lastDay = { number: Number.NaN, text: "" };

function two(number: number): string {
  return number < 10 ? `0${String(number)}` : String(number);
}

function escaped(value: string): string {
  // a zero character exists in no PostgreSQL text; leaving it in would fail the whole batch
  return value.replaceAll("\0", "").replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}
