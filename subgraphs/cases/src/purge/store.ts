/** The questions about plans of purges asked of PostgreSQL, and the steps by which two persons decide. */
import { randomUUID } from "node:crypto";
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { PurgeCount, PurgePlan } from "./types.js";

type Count = { readonly table: string; readonly total: number; readonly goes: number; readonly held: number; readonly stays: number };
type Row = Omit<PurgePlan, "counts" | "everything" | "heldPersons"> & { readonly content: { readonly everything?: boolean; readonly heldPersons?: number; readonly counts?: readonly Count[] } };

const columns = `p.id, p.kind, p.disease as "diseaseCode", p.hash as "planHash", p.content, p.made_at as "plannedAt", p.expires_at as "expiresAt", p.state`;

function planOfRow({ content: { everything = false, heldPersons = 0, counts = [] }, ...row }: Row): PurgePlan {
  const told = counts.filter(({ total }) => total > 0).map(({ table, total, goes, held, stays }) => Object.assign(new PurgeCount(), { tableName: table, totalRows: total, goingRows: goes, heldRows: held, keptRows: stays }));
  return Object.assign(new PurgePlan(), row, { everything, heldPersons, counts: told });
}

export const purgePlanById = (scope: Scope) =>
  scope.loader<string, PurgePlan | null>("purge plan", async (ids) => inOrder(ids, (await scope.db.query<Row>(`select ${columns} from policy.purge_plan p where p.id = any($1::uuid[])`, [ids])).map(planOfRow), ({ id }) => id));

/** Latest first. */
export async function listPurgePlans(scope: Scope, page: Page): Promise<PurgePlan[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(p.made_at, p.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`;
  return (await scope.db.query<Row>(`select ${columns} from policy.purge_plan p where ${after} order by p.made_at desc, p.id desc limit ${bind(page.first + 1)}::int`, values)).map(planOfRow);
}

/** Who and when come from the claims; that `planHash` is the plan's is bound in the database. Returns the step's id. */
export async function takePurgeStep(scope: Scope, plan: string, step: string, reason: string | null, planHash: string | null): Promise<string> {
  const id = randomUUID();
  await scope.db.query("insert into policy.purge_plan_step (id, subject, step, reason, plan_hash) values ($1, $2, $3, $4, $5)", [id, plan, step, reason, planHash]);
  return id;
}
