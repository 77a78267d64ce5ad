/** Everything that one subgraph request works with: who asks, at what time, the transaction, the permissions, the loaders. Lives as long as the request. */
import { type Ability, type Bind, type CaseId, type Columns, type Coordinate, type Decide, type DecidedRow, type Grant, type Instant, type Permissions, type Principal, type Purpose, rowPredicate, type TraceId } from "@epigraph/authz";
import type { Counter, Pseudonyms, Recorder } from "@epigraph/ledger";
import type { Transaction } from "@epigraph/datastore";
import type { Vault } from "@epigraph/vault";
import DataLoader from "dataloader";

export type Scope = {
  readonly principal: Principal;
  readonly purpose: Purpose;
  readonly now: Instant;
  /** The number of the operation, the same in every service that takes part in it. */
  readonly correlation: TraceId;
  readonly db: Transaction;
  readonly recorder: Recorder;
  readonly decide: Decide;
  /** Whether the guard let a mutation through. */
  changing?: boolean;
  /** Whether the answer leaves at a whole step of time, so that how long it took tells nothing. */
  even?: boolean;
  /** Rows that leave otherwise than as fields: see cells.ts. */
  cells?: Map<object, RowInRequest>;
  /** What the guard knows of each row, by the number of the row's type. */
  rows?: RowsOfType[];
  /** What the guard needs of each field, by the field's number in the schema. */
  fields?: FieldInRequest[];
  /** Whether the coordinate is out of the asker's reach for every row. */
  readonly refusal: Ability["refusal"];
  /** The access log's own names for persons. */
  readonly pseudonyms: Pseudonyms;
  /** Seals and opens what identifies persons. Throws for a service that was given none. */
  readonly vault: Vault;
  /** What the account may do with the cases loaded so far; `again` after a mutation changed it. `grants`: the live ones among them. */
  readonly permissions: Permissions & { readonly load: (cases: readonly CaseId[], how?: "again") => Promise<void>; readonly grants: () => readonly Grant[] };
  /** Names in the operation's record what it is about: never more than an id. */
  readonly refer: (kind: ReferenceKind, id: string) => void;
  readonly references: readonly Reference[];
  /** The rows for which the field at `coordinate` is readable, as a WHERE clause. */
  readonly visible: (coordinate: Coordinate, columns: Columns, bind: Bind) => string;
  /** One DataLoader per name and request. */
  readonly loader: <Key, Value>(name: string, batch: (keys: readonly Key[]) => Promise<readonly Value[]>, keyOf?: (key: Key) => unknown) => DataLoader<Key, Value, unknown>;
};

/** What a record may refer to. `reason`: the note in which a download or an emergency access is explained; `requester`: the account whose request is decided; `report` and `file`: which report was made, and the SHA-256 of what was taken away; `job`: what was asked for or cancelled. */
export type ReferenceKind = "reason" | "note" | "request" | "requester" | "grant" | "break-glass" | "order" | "finding" | "resolution" | "report" | "file" | "job";
export type Reference = { readonly kind: ReferenceKind; readonly id: string };

/** One field of the schema as this request decides and counts it. */
export type FieldInRequest = { readonly decide: ReturnType<Decide>; readonly counter: Counter; readonly refusal: () => ReturnType<Ability["refusal"]> };

/** What was found out about a row, and whose data it is. */
export type RowInRequest = { readonly decided: DecidedRow | undefined; readonly subjects: readonly string[] };
/** The rows of one type; `lastSource`: the object that `last` stands for. */
export type RowsOfType = { last: RowInRequest; lastSource: object | undefined; readonly all: Map<object, RowInRequest> };

type Parts = Pick<Scope, "principal" | "purpose" | "now" | "correlation" | "db" | "recorder" | "decide" | "refusal" | "pseudonyms" | "permissions"> & Partial<Pick<Scope, "vault">>;

const withoutVault = (): never => {
  throw new RangeError("this service was given no vault");
};
const noVault: Vault = { seal: withoutVault, open: withoutVault, pseudonym: withoutVault };

export function scopeOf(parts: Parts): Scope {
  const loaders = new Map<string, DataLoader<never, unknown, unknown>>();
  const references: Reference[] = [];
  return {
    vault: noVault,
    ...parts,
    references,
    refer: (kind, id) => {
      if (!references.some((known) => known.kind === kind && known.id === id)) references.push({ kind, id });
    },
    visible: (coordinate, columns, bind) => rowPredicate(parts, coordinate, columns, bind),
    loader: <Key, Value>(name: string, batch: (keys: readonly Key[]) => Promise<readonly Value[]>, keyOf: (key: Key) => unknown = (key) => key) => {
      const known = loaders.get(name);
      if (known) return known as unknown as DataLoader<Key, Value, unknown>;
      const made = new DataLoader<Key, Value, unknown>(batch, { cacheKeyFn: keyOf });
      loaders.set(name, made);
      return made;
    },
  };
}

/** Puts rows back into the order of their keys; what was not found is null. */
export function inOrder<Key, Row>(keys: readonly Key[], rows: readonly Row[], keyOf: (row: Row) => Key): (Row | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** Groups the rows of several parents in the order of the parents. */
export function grouped<Key, Row>(keys: readonly Key[], rows: readonly Row[], parentOf: (row: Row) => Key): Row[][] {
  const byParent = new Map<Key, Row[]>();
  for (const row of rows) {
    const siblings = byParent.get(parentOf(row));
    if (siblings) siblings.push(row);
    else byParent.set(parentOf(row), [row]);
  }
  return keys.map((key) => byParent.get(key) ?? []);
}
