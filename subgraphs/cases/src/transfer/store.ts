/** The questions about transfers asked of PostgreSQL, and their steps. */
import { randomUUID } from "node:crypto";
import type { AgencyId } from "@epigraph/authz";
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { stubOf } from "../agency/store.js";
import { caseById } from "../case/store.js";
import type { Case } from "../case/types.js";
import { takeStep } from "../step/store.js";
import { Transfer } from "./types.js";

const sealed = "exists (select from permission.sealed_case x where x.case_id = t.case_id)";
const attributes = { caseId: "t.case_id", regionCode: "t.region_code", agency: "t.to_agency", sealed };
const columns = `t.id, t.case_id as "caseId", t.person_key as "personKey", t.region_code as "regionCode", t.to_agency as "toAgencyId", t.reason, t.state, t.offered_by as "offeredBy", t.offered_at as "offeredAt",
  t.answered_by as "answeredBy", t.answered_at as "answeredAt", ${sealed} as sealed`;

/** A transfer between other agencies loads as null. */
export const transferById = (scope: Scope) =>
  scope.loader<string, Transfer | null>("transfer", async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<Transfer>(`select ${columns} from permission.transfer t where t.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Transfer.id", attributes, bind)}`, values);
    await scope.permissions.load(rows.map(({ caseId }) => caseId));
    return inOrder(ids, rows.map((row) => Object.assign(new Transfer(), row)), ({ id }) => id);
  });

/** Latest offer first. */
export async function listTransfers(scope: Scope, page: Page): Promise<Transfer[]> {
  const { bind, values } = parameters();
  const rows = await scope.db.query<Transfer>(
    `select ${columns} from permission.transfer t where ${scope.visible("Transfer.id", attributes, bind)}
       and (t.offered_at, t.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
     order by t.offered_at desc, t.id desc limit ${bind(page.first + 1)}::int`,
    values,
  );
  await scope.permissions.load(rows.map(({ caseId }) => caseId));
  return rows.map((row) => Object.assign(new Transfer(), row));
}

/** Whether an offer of the case stands that nobody answered. */
export async function isOffered(scope: Scope, row: Case): Promise<boolean> {
  return (await scope.db.query(`select from permission.transfer t where t.case_id = $1 and t.state = 'offered'`, [row.id])).length > 0;
}

export async function offerTransfer(scope: Scope, row: Case, toAgency: AgencyId, reason: string): Promise<Transfer | null> {
  const id = randomUUID();
  await takeStep(scope, { action: "offerTransfer", subject: id, caseId: row.id, agency: toAgency, reason });
  return transferById(scope).load(id);
}

export async function answerTransfer(scope: Scope, action: "acceptTransfer" | "endTransfer", row: Transfer, reason?: string): Promise<Transfer | null> {
  await takeStep(scope, { action, subject: row.id, caseId: row.caseId, reason });
  // what was loaded before may be open now, or closed
  transferById(scope).clear(row.id);
  caseById(scope).clear(row.caseId);
  stubOf(scope).clear(row.caseId);
  await scope.permissions.load([row.caseId], "again");
  return transferById(scope).load(row.id);
}
