/** Brings a database's row-security policies to those of this version: a repeatable migration. What the policies say is generated from the rules: see row-policies.generated.ts. */
import { createHash } from "node:crypto";
import { services } from "@epigraph/authz";

import { databaseServices, groupRole } from "./database-services.js";
import { protectedTables, rowViews } from "./row-policies.generated.js";

export type RowPolicyState = "current" | "stale" | "altered" | "missing";

type Query = (sql: string, parameters?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** Names these policies; another version has another one. */
export const rowPoliciesHash = createHash("sha256").update(JSON.stringify([rowViews, protectedTables])).digest("hex");

const tables = protectedTables.map(({ table }) => table);

/** `stale`: those of another version; `altered`: somebody changed them since; `missing`: none were ever applied. */
export async function rowPolicyState(query: Query): Promise<RowPolicyState> {
  const [known] = await query("select to_regproc('security.row_policies_applied') is not null as known");
  if (known?.["known"] !== true) return "missing";
  const [applied] = await query("select hash, altered from security.row_policies_applied()");
  if (applied === undefined) return "missing";
  if (applied["hash"] !== rowPoliciesHash) return "stale";
  return applied["altered"] === true ? "altered" : "current";
}

/**
 * Takes the policies away, so that migrations may change what they speak of and a data migration of an owner that is no superuser sees all rows. To be called by
 * the migrator, in the transaction in which `applyRowPolicies` follows: nobody else sees the tables meanwhile.
 */
export async function liftRowPolicies(query: Query): Promise<void> {
  const policies = await query("select quote_ident(p.polname) as name, p.polrelid::regclass::text as table from pg_policy p where p.polrelid = any (select to_regclass(t) from unnest($1::text[]) t)", [tables]);
  for (const { name, table } of policies) await query(`drop policy ${String(name)} on ${String(table)}`);
  const forced = await query("select c.oid::regclass::text as table from pg_class c where c.relforcerowsecurity and c.oid = any (select to_regclass(t) from unnest($1::text[]) t)", [tables]);
  for (const { table } of forced) await query(`alter table ${String(table)} no force row level security`);
  const views = await query("select c.oid::regclass::text as view from pg_class c where c.relkind = 'v' and c.relnamespace = to_regnamespace('security')");
  if (views.length > 0) await query(`drop view ${views.map(({ view }) => String(view)).join(", ")}`);
}

/** Makes the policies, and lets the services call what the policies call. In the migrator's transaction. */
export async function applyRowPolicies(query: Query): Promise<void> {
  await liftRowPolicies(query);
  const groups = databaseServices.map(groupRole).join(", ");
  // the others show no context, so nothing of a request is theirs to ask about
  const answering = services.map(groupRole).join(", ");
  await query(`grant usage on schema security to ${groups}`);
  for (const { name, select, readers } of rowViews) {
    await query(`create view ${name} with (security_barrier) as ${select}`); // a barrier: no function of the reader's sees a row that the view does not show
    await query(`grant select on ${name} to ${readers.map(groupRole).join(", ")}`);
  }
  for (const { table, policies } of protectedTables) {
    const [row] = await query("select quote_ident(pg_get_userbyid(relowner)) as owner from pg_class where oid = to_regclass($1)", [table]);
    for (const { name, command, to, using, check } of policies) {
      const roles = to === "owner" ? String(row?.["owner"]) : to === "everyone" ? groups : groupRole(to);
      await query(
        `create policy ${name} on ${table} for ${command} to ${roles}${using === undefined ? "" : ` using (${using})`}${check === undefined ? "" : ` with check (${check})`}`,
      );
    }
    await query(`alter table ${table} enable row level security`);
    await query(`alter table ${table} force row level security`);
  }
  await query(`grant execute on function security.asker(), security.row_policies_applied() to ${groups}`);
  await query(`grant execute on function security.begin_request(text, text) to ${answering}`);
  await query("grant execute on function permission.take_reads(uuid[]), permission.reads_remain(uuid, text) to epigraph_cases, epigraph_movements, epigraph_audit");
  await query("delete from security.row_policies");
  await query("insert into security.row_policies (hash, tables, print, applied_at) values ($1, $2, security.policy_print($2), clock_timestamp())", [rowPoliciesHash, tables]);
}
