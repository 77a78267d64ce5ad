/** How a protected table is described: by which fields' rules its rows are told. Not which tables there are: see protected-tables.ts. */
import type { Columns } from "./predicate.js";
import type { Coordinate } from "./rule.js";

/** What the owner of a table (who migrates and imports) may do with its rows when it is not a superuser; `works`: writes and reads, and changes rows in a request, as functions with its rights do. */
export type OwnersPart = "writes" | "writes and reads" | "works" | "keeps";

/** A row exists for whoever may read this field of it, or carry out this mutation on it. */
export type Told = { readonly coordinate: Coordinate; readonly columns: Columns };

/** How a table's row is reached by the rules of a field. */
export type Way = Told & {
  /** For reading only: the rows of other tables that the columns are taken from: FROM, the key that leads to them, and what of the row it equals. `counting`: rows joined to those, which count only as far as they may be read themselves. */
  readonly through?: { readonly from: string; readonly key: string; readonly on: string; readonly counting?: { readonly join: string; readonly on: string; readonly way: Told } };
  /** The same within the policy itself, as the reader sees them: FROM. For what would otherwise look at its own table. */
  readonly joined?: string;
  /** What must hold of the row besides. */
  readonly besides?: string;
  /** For changing only: what must hold of the row as it is written. */
  readonly written?: string;
};

export type Described = {
  /** With its schema. */
  readonly table: string;
  readonly owner: OwnersPart;
  /** The row is there if one of the ways leads to it. */
  readonly read: readonly Way[];
  readonly insert?: readonly Way[];
  readonly update?: readonly Way[];
  /** In place of rules: rows that are the account's own, or that every service may read. */
  readonly own?: string;
  /** Whose login writes the rows, whatever they say; only the audit service's reads them by the rules. */
  readonly keptBy?: "sequencer";
  /** What must hold of a row that a provider uploaded: its login has no claims, which end before an upload does, but the terms of the upload that was opened under them. */
  readonly provided?: string;
};
