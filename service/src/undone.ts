/** A change of which nothing is, or may be, committed: which results say so, what is answered, and how the access log shows it. Rolls nothing back itself: see service.ts. */
import { sqlState } from "@epigraph/datastore";
import type { ResolverEvent } from "@epigraph/ledger";
import type { ExecutionResult } from "graphql";
import { isForeseen, isStatementFailure, stateOf } from "./masking.js";

/**
 * Whether nothing of a mutation may stand: a statement failed, and PostgreSQL has undone the fields that went well with it; or a mutation itself, not a field of what it
 * returned, failed in a way that nobody foresaw.
 */
export const mustBeUndone = ({ errors }: ExecutionResult): boolean => errors?.some((error) => isStatementFailure(error) || (error.path?.length === 1 && !isForeseen(error))) ?? false;

/** SQLSTATE of every statement after one that failed. */
const afterAnother = "25P02";

/** What is answered then: what went wrong, each with its path, and no data, for nothing of it is there. */
export function undone({ errors = [] }: ExecutionResult): ExecutionResult {
  const causes = errors.filter((error) => stateOf(error) !== afterAnother);
  return { errors: causes.length > 0 ? causes : errors, data: null };
}

/** The events of a change that was not committed: its mutations count as failed, whatever the guard had allowed. */
export function eventsUndone(events: readonly ResolverEvent[]): ResolverEvent[] {
  const kept = new Map<string, ResolverEvent>();
  for (const event of events) {
    const told: ResolverEvent = event.outcome === "allowed" && event.coordinate.startsWith("Mutation.") ? { ...event, outcome: "error" } : event;
    const key = JSON.stringify([told.coordinate, told.outcome, told.ruleId]);
    const same = kept.get(key);
    kept.set(key, same ? { ...told, count: same.count + told.count, subjects: summed(same.subjects, told.subjects) } : told);
  }
  return [...kept.values()];
}

function summed(one: ResolverEvent["subjects"], other: ResolverEvent["subjects"]): ResolverEvent["subjects"] {
  const sum = new Map(one);
  for (const [subject, count] of other) sum.set(subject, (sum.get(subject) ?? 0) + count);
  return sum;
}

/** Whether the failure of a commit tells that nothing was committed. A connection that broke meanwhile does not: the server may have committed just before. */
export function surelyUndone(error: unknown): boolean {
  const code = sqlState(error);
  if (code === undefined) return false;
  return code === "TRANSACTION_FAILED" || (/^[0-9A-Z]{5}$/.test(code) && !/^(?:08|57|40003|E)/.test(code)); // SQLSTATE classes of connections and of operators; E: the system's own
}

/** What is said of a change whose record is there and whose commit failed. */
export const notCommitted = (error: unknown, correlation: string): string =>
  surelyUndone(error)
    ? `nothing was changed: try again, or tell the operator the number ${correlation}`
    : `it is not certain whether this was changed: look before you try again, or tell the operator the number ${correlation}`;

