/**
 * What became of changes: for each intent in the log, whether its transaction was committed. Certain without any clock, for PostgreSQL lets the same id be inserted once. Not how an intent is
 * made: see docs/decisions/0010, "Changes".
 */
import { hash, randomBytes, randomUUID } from "node:crypto";
import { type AuditRecord, openLanes } from "@epigraph/ledger";
import type { DataSource } from "typeorm";
import { sqlState } from "../sql-state.js";
import { transaction } from "../transaction.js";
import { lockHead } from "./head.js";

export type ReconcilerOptions = { readonly database: DataSource; readonly clock: () => number };

/** Looks at the oldest intents that are older than a second, and resolves to how many are settled now; those whose transaction is still under way stay. @throws what the database says */
export type Reconciler = { readonly reconcile: () => Promise<number> };

const oldestAgeMs = 1_000;
const mostAtOnce = 500;
const lockTimeout = "200ms";

type Outcome = { readonly record: string; readonly outcome: "committed" | "undone" };

/** Writes what became of them as records of its own, in a chain of its own. */
export function reconciler({ database, clock }: ReconcilerOptions): Reconciler {
  let settled: readonly string[] = [];
  // one transaction: an intent is gone when its outcome is durable, and not before
  const sink = {
    append: async (bodies: readonly string[]): Promise<void> => {
      const tx = transaction(database, { access: "read-write", isolation: "read committed" });
      try {
        await lockHead(tx.query);
        const gone = await tx.query("delete from ledger.intent where record = any ($1::uuid[]) returning record", [settled]);
        if (gone.length !== settled.length) throw new RangeError("another sequencer settled some of these changes");
        await tx.query("insert into ledger.pending (body) select unnest($1::text[])", [bodies]);
        await tx.commit();
      } catch (error) {
        await tx.rollback();
        throw error;
      }
    },
  };
  const writer = openLanes(sink, { uuid: randomUUID, nonce: () => randomBytes(16) }, { lanes: 1, timeoutMs: 60_000 });
  return {
    reconcile: async () => {
      const now = clock();
      const intents: readonly { readonly record: string }[] = await database.query("select record from ledger.intent where since <= $1 order by since limit $2", [new Date(now - oldestAgeMs), mostAtOnce]);
      if (intents.length === 0) return 0;
      const outcomes: Outcome[] = [];
      for (const { record } of intents) {
        const outcome = await outcomeOf(database, record);
        if (outcome !== undefined) outcomes.push({ record, outcome });
      }
      if (outcomes.length === 0) return 0;
      settled = outcomes.map(({ record }) => record);
      await writer.append(reconciliation(outcomes, now));
      return outcomes.length;
    },
  };
}

/**
 * Claims the id as undone. That waits for a transaction under way that inserted it, does nothing when one committed it, and otherwise stands for ever, so that none can commit any more.
 * Undefined when the transaction takes longer.
 */
async function outcomeOf(database: DataSource, record: string): Promise<Outcome["outcome"] | undefined> {
  const tx = transaction(database, { access: "read-write", isolation: "read committed" });
  const { query } = tx;
  try {
    await query("select set_config('lock_timeout', $1, true), set_config('synchronous_commit', 'on', true)", [lockTimeout]);
    await query("insert into ledger.change (record, outcome) values ($1, 'undone') on conflict (record) do nothing", [record]);
    const [row] = await query<{ readonly outcome: Outcome["outcome"] }>("select outcome from ledger.change where record = $1", [record]);
    await tx.commit();
    return row?.outcome;
  } catch (error) {
    await tx.rollback();
    if (isLockTimeout(error)) return undefined;
    throw error;
  }
}

/** SQLSTATE 55P03. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === "55P03";
}

const unknown = "unknown";
const noDocument = hash("sha256", "");

function reconciliation(reconciled: readonly Outcome[], recorded: number): AuditRecord {
  return {
    id: randomUUID(),
    recorded,
    type: "reconciliation",
    outcome: "answered",
    purposeOfEvent: "audit",
    agent: { who: "sequencer", role: unknown, clearance: 0, agency: unknown, jurisdictions: [], session: unknown, authenticatedBy: unknown, door: unknown, policy: { grants: [], bases: [] } },
    source: { observer: "sequencer" },
    correlation: randomUUID(),
    entity: { query: noDocument, detail: {}, references: [] },
    events: [],
    assigned: [],
    reconciled,
  };
}
