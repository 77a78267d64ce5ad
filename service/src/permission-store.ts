/** Loads the assignments and live grants of the asking account for the cases of one request, in its transaction. */
import { type CaseId, type DataClass, type Grant, type GrantId, type Instant, permissionSet, type Principal, type Purpose, type RequestId } from "@epigraph/authz";
import type { Transaction } from "@epigraph/datastore";
import type { Scope } from "./scope.js";

type GrantRow = {
  readonly id: GrantId;
  readonly request: RequestId;
  readonly cases: CaseId[];
  readonly data_class: DataClass;
  readonly window_from: Date;
  readonly window_to: Date;
  readonly not_before: Date;
  readonly not_after: Date;
  readonly reads_left: number | null;
};

export function permissionsOf(principal: Principal, purpose: Purpose, now: Instant, db: Transaction): Scope["permissions"] {
  const set = permissionSet(principal.account, purpose, now);
  const loaded = new Set<CaseId>();
  return {
    assigned: set.assigned,
    covers: set.covers,
    grantOn: set.grantOn,
    load: async (cases) => {
      const fresh = [...new Set(cases)].filter((caseId) => !loaded.has(caseId));
      if (fresh.length === 0 || principal.clearance < 4) return;
      const at = new Date(now);
      const [assignments, grants] = await Promise.all([
        db.query<{ case_id: CaseId }>(
          `select case_id from permission.assignment where account = $1 and case_id = any($2::uuid[]) and not_before <= $3 and (not_after is null or $3 < not_after)`,
          [principal.account, fresh, at],
        ),
        db.query<GrantRow>(
          `select g.id, g.request_id as request, array_agg(gc.case_id) as cases, g.data_class, g.window_from, g.window_to, g.not_before, g.not_after, g.reads_left
           from permission.grant_case gc join permission.grant_holder gh on gh.grant_id = gc.grant_id join permission.access_grant g on g.id = gc.grant_id
           where gc.case_id = any($2::uuid[]) and gh.account = $1 and g.purpose = $4 and g.not_before <= $3 and $3 < g.not_after
           group by g.id`,
          [principal.account, fresh, at, purpose],
        ),
      ]);
      for (const { case_id } of assignments) set.addAssignment(case_id);
      for (const row of grants) set.addGrant(grantOf(row, principal, purpose));
      for (const caseId of fresh) loaded.add(caseId);
    },
  };
}

const grantOf = (row: GrantRow, principal: Principal, purpose: Purpose): Grant => ({
  id: row.id,
  request: row.request,
  holders: [principal.account],
  cases: row.cases,
  dataClass: row.data_class,
  window: { from: row.window_from.getTime(), to: row.window_to.getTime() },
  purpose,
  notBefore: row.not_before.getTime(),
  notAfter: row.not_after.getTime(),
  ...(row.reads_left === null ? {} : { readsLeft: row.reads_left }),
});
