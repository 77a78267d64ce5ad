/** Reads cells of a row strictly; the first one that cannot be read says why the row goes to quarantine. Knows no file: which column means what stands in importers/. */
import { parseDay } from "@epigraph/epi";

/** What stops a row from being imported: the column and a reason that names no value. */
export class Unreadable extends Error {
  readonly column: string | undefined;
  readonly reason: string;

  constructor(reason: string, column?: string) {
    super(reason);
    this.reason = reason;
    this.column = column;
  }
}

/** Readers of one row's cells. An empty cell is `undefined`; all throw `Unreadable`. */
export type CellReader<Column extends string> = {
  text(column: Column): string | undefined;
  /** Reason when empty: `id-missing`. */
  id(column: Column, form?: RegExp): string;
  /** `YYYY-MM-DD`, also with the time of day that some exports append in UTC. Reason: `not-a-date`. */
  day(column: Column): string | undefined;
  /** A whole number from 0. Reason: `not-a-count`. */
  count(column: Column): number | undefined;
  /** A number, point as decimal sign. Reason: `not-a-number`. */
  number(column: Column): number | undefined;
  /** One of the words given, as the value beside it. Reason: `unknown-value`. */
  oneOf<Value>(column: Column, words: Readonly<Record<string, Value>>): Value | undefined;
};

export function cellReader<Column extends string>(cells: Readonly<Record<Column, string>>): CellReader<Column> {
  const text = (column: Column): string | undefined => (cells[column] === "" ? undefined : cells[column]);
  const read = <Value>(column: Column, reason: string, convert: (cell: string) => Value | undefined): Value | undefined => {
    const cell = text(column);
    if (cell === undefined) return undefined;
    const value = convert(cell);
    if (value === undefined) throw new Unreadable(reason, column);
    return value;
  };
  return {
    text,
    id: (column, form) => {
      const cell = text(column);
      if (cell === undefined) throw new Unreadable("id-missing", column);
      if (form !== undefined && !form.test(cell)) throw new Unreadable("id-malformed", column);
      return cell;
    },
    day: (column) => read(column, "not-a-date", (cell) => plausibleDay(cell.replace(/T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/, ""))),
    count: (column) => read(column, "not-a-count", (cell) => (/^\d{1,9}$/.test(cell) ? Number(cell) : undefined)),
    number: (column) => read(column, "not-a-number", (cell) => (/^-?\d{1,9}(\.\d+)?$/.test(cell) ? Number(cell) : undefined)),
    oneOf: (column, words) => read(column, "unknown-value", (cell) => (Object.hasOwn(words, cell) ? words[cell] : undefined)),
  };
}

/** A year far outside the epidemics that this software meets is a slip of a keyboard. */
function plausibleDay(text: string): string | undefined {
  const day = parseDay(text);
  return day !== undefined && day >= "1990-01-01" && day < "2100-01-01" ? day : undefined;
}
