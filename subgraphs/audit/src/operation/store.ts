/** The question about one operation asked of PostgreSQL. */
import type { Scope } from "@epigraph/service";
import { type Evidence, reconciled } from "./reconciling.js";
import { OperationRecords, OperationService } from "./types.js";

/** Null when the log knows nothing of it. Only what can be believed counts. */
export async function operationOf(scope: Scope, correlation: string): Promise<OperationRecords | null> {
  const rows = await scope.db.query<Evidence>(
    `select r.service, count(*)::int as records, jsonb_agg(r.calls) filter (where r.service = 'gateway' and r.calls is not null) as calls
     from ledger.record r where r.correlation = $1 and r.standing = 'sound' group by r.service order by r.service`,
    [correlation],
  );
  if (rows.length === 0) return null;
  const { services, missingServices } = reconciled(rows);
  return Object.assign(new OperationRecords(), {
    correlation,
    state: missingServices.length === 0 ? "whole" : "incomplete",
    services: services.map((service) => Object.assign(new OperationService(), service)),
    missingServices,
  });
}
