/** Loads the assignments and live grants of the asking account for the cases of one request, in its transaction, and takes a read of each limited grant for the operation. */
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
  readonly reads_allowed: number | null;
  readonly emergency_id: string | null;
  readonly roster_id: RequestId | null;
};

type Asking = {
  readonly principal: Principal;
  readonly purpose: Purpose;
  readonly now: Instant;
  /** Whether grants are looked at; their reads are taken then, for which the transaction must be able to write. */
  readonly grants: "needed" | "not needed";
  /** Under emergency access things are looked at: nothing is changed, and nothing taken away. */
  readonly operation: "query" | "mutation";
};

export function permissionsOf({ principal, purpose, now, grants: needed, operation }: Asking, db: Transaction): Scope["permissions"] {
  const set = permissionSet(principal.account, purpose, now);
  const loaded = new Set<CaseId>();
  const live = new Map<GrantId, Grant>();
  return {
    assigned: set.assigned,
    covers: set.covers,
    grantOn: set.grantOn,
    referred: set.referred,
    grants: () => [...live.values()],
    load: async (cases, how) => {
      const fresh = [...new Set(cases)].filter((caseId) => how === "again" || !loaded.has(caseId));
      if (fresh.length === 0 || principal.clearance < 4) return;
      const at = new Date(now);
      const [assignments, referrals, grants] = await Promise.all([
        db.query<{ case_id: CaseId }>(
          `select case_id from permission.assignment where account = $1 and case_id = any($2::uuid[]) and not_before <= $3 and (not_after is null or $3 < not_after)`,
          [principal.account, fresh, at],
        ),
        db.query<{ case_id: CaseId }>(
          `select case_id from permission.referral where to_agency = $1 and case_id = any($2::uuid[]) and accepted_at <= $3 and (ended_at is null or $3 < ended_at)`,
          [principal.agency, fresh, at],
        ),
        needed === "not needed" ? [] : db.query<GrantRow>(
          `select g.id, g.request_id as request, array_agg(gc.case_id) as cases, g.data_class, g.window_from, g.window_to, g.not_before, g.not_after, g.reads_allowed, g.emergency_id, g.roster_id
           from permission.grant_case gc join permission.grant_holder gh on gh.grant_id = gc.grant_id join permission.access_grant g on g.id = gc.grant_id
           where gc.case_id = any($2::uuid[]) and gh.account = $1 and g.purpose = $4 and g.not_before <= $3 and $3 < g.not_after and g.revoked_at is null and (g.emergency_id is null or $5 = 'query')
           group by g.id`,
          [principal.account, fresh, at, purpose, operation],
        ),
      ]);
      fresh.forEach(set.dropAssignment);
      for (const { case_id } of assignments) set.addAssignment(case_id);
      fresh.forEach(set.dropReferral);
      for (const { case_id } of referrals) set.addReferral(case_id);
      const taken = await readsTaken(grants, db);
      for (const row of grants) {
        if (row.reads_allowed !== null && !taken.has(row.id)) continue;
        const grant = grantOf(row, principal, purpose);
        set.addGrant(grant);
        live.set(grant.id, { ...grant, cases: [...(live.get(grant.id)?.cases ?? []), ...grant.cases] }); // a grant comes with the cases asked about
      }
      for (const caseId of fresh) loaded.add(caseId);
    },
  };
}

/** The limited grants under which this operation may read: the database takes one read of each, once an operation, and knows from the claims who asks. */
async function readsTaken(grants: readonly GrantRow[], db: Transaction): Promise<ReadonlySet<GrantId>> {
  const limited = grants.filter(({ reads_allowed }) => reads_allowed !== null).map(({ id }) => id);
  if (limited.length === 0) return new Set();
  const rows = await db.query<{ readonly id: GrantId }>("select id from permission.take_reads($1::uuid[]) as id", [limited]);
  return new Set(rows.map(({ id }) => id));
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
  ...(row.emergency_id === null ? {} : { emergency: row.emergency_id }),
  ...(row.roster_id === null ? {} : { roster: row.roster_id }),
});
