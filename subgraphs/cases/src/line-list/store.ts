/** What line lists ask of PostgreSQL beside cases: the reason's note, and which rows came in before. */
import type { Scope } from "@epigraph/service";

/** Keeps why, and makes the operation's record refer to it. */
export async function writeReason(scope: Scope, words: string): Promise<void> {
  const [row] = await scope.db.query<{ readonly id: string }>("select ledger.write_reason($1) as id", [words]);
  scope.refer("reason", row?.id ?? "");
}

/** Of these case numbers those that the system brought in before, as far as their cases may be seen. */
export async function knownNumbers(scope: Scope, sourceSystem: string, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await scope.db.query<{ readonly number: string }>("select c.source_record as number from cases.case_record c where c.source_system = $1 and c.source_record = any($2::text[])", [sourceSystem, numbers]);
  return new Set(rows.map(({ number }) => number));
}
