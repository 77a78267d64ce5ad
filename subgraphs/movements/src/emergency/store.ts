/** The questions about emergency access asked of PostgreSQL, and its two steps. That it lasts 30 minutes and another person reviews it is bound in the database. */
import type { CaseId } from "@epigraph/authz";
import { inOrder, type Page, type Scope } from "@epigraph/service";
import { EmergencyAccess, type EmergencyVerdict } from "./types.js";

const columns = `e.id, e.account, e.agency as "agencyId", e.case_id as "caseId", e.person_key as "personKey", e.reason, e.opened_at as "openedAt", e.until, e.review_due_at as "reviewDueAt", e.reviewed_by as "reviewedBy",
  e.reviewed_at as "reviewedAt", e.verdict, e.review`;
const asAccess = (row: EmergencyAccess): EmergencyAccess => Object.assign(new EmergencyAccess(), row);

export const emergencyById = (scope: Scope) =>
  scope.loader<string, EmergencyAccess | null>("emergency access", async (ids) => inOrder(ids, (await scope.db.query<EmergencyAccess>(`select ${columns} from permission.emergency_access e where e.id = any($1::uuid[])`, [ids])).map(asAccess), ({ id }) => id));

/** Latest first. `waiting`: those that were not reviewed. */
export async function listEmergencies(scope: Scope, waiting: boolean, page: Page): Promise<EmergencyAccess[]> {
  const rows = await scope.db.query<EmergencyAccess>(
    `select ${columns} from permission.emergency_access e where (not $1::boolean or e.reviewed_at is null) and (e.opened_at, e.id) < ($2::timestamptz, $3::uuid) order by e.opened_at desc, e.id desc limit $4::int`,
    [waiting, page.after?.[0] ?? "infinity", page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff", page.first + 1],
  );
  return rows.map(asAccess);
}

export const emergencyCursor = ({ openedAt, id }: EmergencyAccess): string[] => [openedAt.toISOString(), id];

/** Its id. */
export async function openEmergency(scope: Scope, caseId: CaseId, reason: string): Promise<string> {
  const [row] = await scope.db.query<{ readonly id: string }>("select permission.open_emergency_access($1::uuid, $2) as id", [caseId, reason]);
  return row?.id ?? "";
}

export async function reviewEmergency(scope: Scope, id: string, verdict: EmergencyVerdict, review: string): Promise<EmergencyAccess | null> {
  await scope.db.query("select permission.review_emergency_access($1::uuid, $2, $3)", [id, verdict, review]);
  emergencyById(scope).clear(id);
  return emergencyById(scope).load(id);
}
