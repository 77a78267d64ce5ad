/** Plans of purges, what became of them, and how far one has come, as rows. Not what a plan says: see plan.ts. */
import { randomUUID } from "node:crypto";
import type { Query } from "../backup/catalogue.js";
import { DatastoreError } from "../error.js";
import { sqlState } from "../sql-state.js";
import { hashOfPlan, type PurgeContent } from "./plan.js";

/** `state`: `planned`, `approved` by one, `confirmed` by another, `refused` or `executed`. */
export type StoredPlan = { readonly id: string; readonly content: PurgeContent; readonly hash: string; readonly madeAt: Date; readonly expiresAt: Date; readonly state: string };

/** For so long a plan may be approved and executed. */
export const planDays = 7;

export async function keepPlan(query: Query, content: PurgeContent, now: Date): Promise<StoredPlan> {
  const plan = { id: randomUUID(), content, hash: hashOfPlan(content), madeAt: now, expiresAt: new Date(now.getTime() + planDays * 86_400_000), state: "planned" };
  await query("insert into policy.purge_plan (id, kind, disease, content, hash, made_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)", [plan.id, content.kind, content.disease, JSON.stringify(content), plan.hash, now, plan.expiresAt]);
  return plan;
}

/** @throws DatastoreError PURGE_NOT_APPROVED when there is no such plan */
export async function planById(query: Query, id: string): Promise<StoredPlan> {
  const [row] = /^[0-9a-f-]{36}$/.test(id) ? await query(`select p.id, p.content, p.hash, p.made_at as "madeAt", p.expires_at as "expiresAt", p.state from policy.purge_plan p where p.id = $1`, [id]) : [];
  if (row === undefined) throw new DatastoreError("PURGE_NOT_APPROVED", "there is no plan of that id: `epigraph purge --plan` makes one and prints its id");
  return row as unknown as StoredPlan;
}

/** The accounts of the two. @throws DatastoreError PURGE_NOT_APPROVED in the database's own words */
export async function requireApproved(query: Query, { id, hash }: StoredPlan, now: Date): Promise<{ readonly approvedBy: string; readonly confirmedBy: string }> {
  try {
    const [row] = await query(`select approved_by as "approvedBy", confirmed_by as "confirmedBy" from policy.begin_purge($1, $2, $3)`, [id, hash, now]);
    return row as { readonly approvedBy: string; readonly confirmedBy: string };
  } catch (error) {
    if (sqlState(error)?.startsWith("EP00") !== true) throw error;
    throw new DatastoreError("PURGE_NOT_APPROVED", `nothing was deleted: ${error instanceof Error ? error.message : "it was refused"}`);
  }
}

/** What a step left, or undefined when it was not done yet. */
export async function progressOf<Result>(query: Query, plan: string, step: string): Promise<Result | undefined> {
  const [row] = await query("select g.result from policy.purge_progress g where g.plan = $1 and g.step = $2", [plan, step]);
  return row?.["result"] as Result | undefined;
}

export async function keepProgress(query: Query, plan: string, step: string, result: unknown, now: Date): Promise<void> {
  await query("insert into policy.purge_progress (plan, number, step, at, result) select $1::uuid, count(*)::int + 1, $2::text, $3::timestamptz, $4::jsonb from policy.purge_progress g where g.plan = $1 on conflict do nothing", [plan, step, now, JSON.stringify(result)]);
}

export async function stepTimes(query: Query, plan: string): Promise<readonly { readonly step: string; readonly at: string }[]> {
  return (await query("select g.step, g.at from policy.purge_progress g where g.plan = $1 order by g.number", [plan])).map(({ step, at }) => ({ step: String(step), at: (at as Date).toISOString() }));
}

/** SHA-256 in hex of what went; `scanned`: only what is to be found nowhere. */
export async function traces(query: Query, plan: string, scanned: boolean): Promise<ReadonlySet<string>> {
  const rows = await query(`select encode(t.hash, 'hex') as hash from policy.purge_trace t where t.plan = $1${scanned ? " and t.scanned" : ""}`, [plan]);
  return new Set(rows.map(({ hash }) => String(hash)));
}
