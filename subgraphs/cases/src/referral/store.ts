/** The questions about referrals asked of PostgreSQL, and their three changes. */
import { randomUUID } from "node:crypto";
import type { AgencyId } from "@epigraph/authz";
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { stubOf } from "../agency/store.js";
import { caseById } from "../case/store.js";
import type { Case } from "../case/types.js";
import { Referral } from "./types.js";

const sealed = "exists (select from permission.sealed_case x where x.case_id = f.case_id)";
const attributes = { caseId: "f.case_id", regionCode: "f.region_code", agency: "f.to_agency", sealed };
const columns = `f.id, f.case_id as "caseId", f.person_key as "personKey", f.region_code as "regionCode", f.to_agency as "toAgencyId", f.reason, f.offered_by as "offeredBy", f.offered_at as "offeredAt",
  f.accepted_by as "acceptedBy", f.accepted_at as "acceptedAt", f.ended_at as "endedAt", ${sealed} as sealed`;

const asReferral = (row: Referral): Referral => Object.assign(new Referral(), row);

/** A referral between other agencies loads as null, like one that does not exist. */
export const referralById = (scope: Scope) =>
  scope.loader<string, Referral | null>("referral", async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<Referral>(`select ${columns} from permission.referral f where f.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Referral.id", attributes, bind)}`, values);
    await scope.permissions.load(rows.map(({ caseId }) => caseId));
    return inOrder(ids, rows.map(asReferral), (row) => row.id);
  });

/** Latest offer first. */
export async function listReferrals(scope: Scope, page: Page): Promise<Referral[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<Referral>(
    `select ${columns} from permission.referral f where ${scope.visible("Referral.id", attributes, bind)}
       and (f.offered_at, f.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
     order by f.offered_at desc, f.id desc limit ${bind(page.first + 1)}::int`,
    values,
  );
  await scope.permissions.load(rows.map(({ caseId }) => caseId));
  return rows.map(asReferral);
}

/** Whether an offer or an accepted referral of the case to the agency stands. */
export async function hasOpenReferral(scope: Scope, row: Case, toAgency: AgencyId): Promise<boolean> {
  const rows = await scope.db.query(`select from permission.referral f where f.case_id = $1 and f.to_agency = $2 and f.ended_at is null`, [row.id, toAgency]);
  return rows.length > 0;
}

export async function offerReferral(scope: Scope, row: Case, toAgency: AgencyId, reason: string): Promise<Referral | null> {
  const id = randomUUID();
  await scope.db.query(
    `insert into permission.referral (id, case_id, person_key, region_code, to_agency, reason, offered_by, offered_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, row.id, row.personKey, row.regionCode, toAgency, reason, scope.principal.account, new Date(scope.now)],
  );
  return referralById(scope).load(id);
}

export const acceptReferral = (scope: Scope, row: Referral): Promise<Referral | null> => changed(scope, row, "accepted_by = $2, accepted_at = $3");
export const endReferral = (scope: Scope, row: Referral): Promise<Referral | null> => changed(scope, row, "ended_by = $2, ended_at = $3");

async function changed(scope: Scope, row: Referral, assignment: "accepted_by = $2, accepted_at = $3" | "ended_by = $2, ended_at = $3"): Promise<Referral | null> {
  await scope.db.query(`update permission.referral set ${assignment} where id = $1`, [row.id, scope.principal.account, new Date(scope.now)]);
  // what was loaded before may be open now, or closed
  referralById(scope).clear(row.id);
  caseById(scope).clear(row.caseId);
  stubOf(scope).clear(row.caseId);
  await scope.permissions.load([row.caseId], "again");
  return referralById(scope).load(row.id);
}
