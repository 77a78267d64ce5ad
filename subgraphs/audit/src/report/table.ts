/** A report's rows under columns that are named in both languages, and as CSV that spreadsheets open without running it. Not what the rows say: see the reports. */
import type { Words } from "@epigraph/authz";
import { stringify } from "csv-stringify/sync";

export type Language = keyof Words;

/** `name`: what the column is called in JSON. */
export type Column<Row> = Words & { readonly name: keyof Row & string };

export type Cell = string | number | boolean | null;

/** Which words stand over the columns: one language, or Korean and English side by side. */
export type Heads = Language | "both";

/**
 * RFC 4180 with a byte order mark, for Excel reads UTF-8 only then. A cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, carriage return first) begins with an
 * apostrophe (OWASP, "CSV injection"); numbers stay as they are.
 */
export function csv<Row extends { readonly [Name in keyof Row]: Cell }>(columns: readonly Column<Row>[], rows: readonly Row[], heads: Heads): string {
  return csvHead(columns, heads) + rows.map((row) => csvLine(columns, row)).join("");
}

/** The first line, with the byte order mark. */
export const csvHead = <Row>(columns: readonly Column<Row>[], heads: Heads): string => `\ufeff${line(columns.map((column) => (heads === "both" ? `${column.ko} · ${column.en}` : column[heads])))}`;

export const csvLine = <Row extends { readonly [Name in keyof Row]: Cell }>(columns: readonly Column<Row>[], row: Row): string => line(columns.map(({ name }) => row[name]));

const line = (cells: readonly Cell[]): string => stringify([[...cells]], { record_delimiter: "windows", escape_formulas: true, cast: { boolean: (value) => (value ? "yes" : "no") } });

/** What the columns mean, for who reads the JSON. */
export const legend = <Row>(columns: readonly Column<Row>[]): Readonly<Record<string, Words>> => Object.fromEntries(columns.map(({ name, ko, en }) => [name, { ko, en }]));
