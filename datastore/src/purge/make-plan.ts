/** Makes a plan and keeps it, so that two persons can approve it. Deletes nothing. */
import { openDatabase } from "../connection.js";
import { DatastoreError } from "../error.js";
import { queryOf } from "../migrate.js";
import type { PurgeScope } from "./chosen.js";
import { planOf } from "./plan.js";
import { keepPlan, type StoredPlan } from "./plan-store.js";

/** `response`: of which disease; its response has ended. */
export type PlanAsked = { readonly kind: "response"; readonly disease: string } | { readonly kind: "pilot" } | { readonly kind: "due" };

/** `url`: of the database's owner; `clock`: milliseconds. @throws DatastoreError PURGE_FORBIDDEN, PURGE_IMPOSSIBLE */
export async function makePlan(url: string, asked: PlanAsked, clock: () => number): Promise<StoredPlan> {
  const database = await openDatabase(url, { name: "epigraph purge", poolSize: 1 });
  const runner = database.createQueryRunner();
  const query = queryOf(runner);
  try {
    await runner.startTransaction("REPEATABLE READ");
    const now = new Date(clock());
    const content = await planOf(query, await scopeOf(asked, query, now));
    if (content.counts.every(({ goes, held }) => goes + held === 0)) throw new DatastoreError("PURGE_IMPOSSIBLE", "there is nothing to delete: no plan was made");
    const plan = await keepPlan(query, content, now);
    await runner.commitTransaction();
    return plan;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
    await database.destroy();
  }
}

async function scopeOf(asked: PlanAsked, query: ReturnType<typeof queryOf>, now: Date): Promise<PurgeScope> {
  if (asked.kind === "pilot") return { kind: "pilot" };
  if (asked.kind === "due") return { kind: "due", requests: (await query("select r::text as id from movements.due_requests($1) r order by 1", [now])).map(({ id }) => String(id)) };
  const responses = await query("select r.state from policy.response r where r.disease = $1 and r.state <> 'new'", [asked.disease]);
  if (!responses.some(({ state }) => state === "ended")) throw new DatastoreError("PURGE_IMPOSSIBLE", `no response to \`${asked.disease.slice(0, 40)}\` has ended: it ends when two approvers say so (proposeEndOfResponse, confirmEndOfResponse)`);
  if (responses.some(({ state }) => ["in-force", "end-proposed", "declared"].includes(String(state)))) throw new DatastoreError("PURGE_IMPOSSIBLE", `a response to \`${asked.disease}\` is declared or in force: what it works with is not deleted`);
  return { kind: "response", disease: asked.disease };
}
