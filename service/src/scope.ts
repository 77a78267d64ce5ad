/** Everything that one subgraph request works with: who asks, at what time, the transaction, the permissions, the loaders. Lives as long as the request. */
import { type Bind, type CaseId, type Columns, type Coordinate, type Decide, type Instant, type Permissions, type Principal, type Purpose, rowPredicate } from "@epigraph/authz";
import type { Recorder } from "@epigraph/ledger";
import type { Transaction } from "@epigraph/datastore";
import DataLoader from "dataloader";

export type Scope = {
  readonly principal: Principal;
  readonly purpose: Purpose;
  readonly now: Instant;
  readonly db: Transaction;
  readonly recorder: Recorder;
  readonly decide: Decide;
  /** From a person key to the pseudonym that the access log uses. */
  readonly pseudonymOf: (personKey: string) => string;
  /** What the account may do with the cases loaded so far. */
  readonly permissions: Permissions & { readonly load: (cases: readonly CaseId[]) => Promise<void> };
  /** The rows for which the field at `coordinate` is readable, as a WHERE clause. */
  readonly visible: (coordinate: Coordinate, columns: Columns, bind: Bind) => string;
  /** One DataLoader per name and request. */
  readonly loader: <Key, Value>(name: string, batch: (keys: readonly Key[]) => Promise<readonly Value[]>, keyOf?: (key: Key) => unknown) => DataLoader<Key, Value, unknown>;
};

type Parts = Pick<Scope, "principal" | "purpose" | "now" | "db" | "recorder" | "decide" | "pseudonymOf" | "permissions">;

export function scopeOf(parts: Parts): Scope {
  const loaders = new Map<string, DataLoader<never, unknown, unknown>>();
  return {
    ...parts,
    visible: (coordinate, columns, bind) => rowPredicate(parts.principal, parts.purpose, parts.now, coordinate, columns, bind),
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
