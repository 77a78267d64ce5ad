/** The questions about policies asked of PostgreSQL, and their two steps. That two approvers are needed, and the floor, are bound in the database. */
import { randomUUID } from "node:crypto";
import { inOrder, namedParameters, type Page, type Scope } from "@epigraph/service";
import { RequestPolicy, type RequestPolicyInput } from "./types.js";

export const policyById = (scope: Scope) =>
  scope.loader<string, RequestPolicy | null>("request policy", async (ids) => {
    const manager = await scope.db.manager();
    const rows = await manager.createQueryBuilder(RequestPolicy, "p").where("p.id = any(:ids)", { ids }).getMany();
    return inOrder(ids, rows, ({ id }) => id);
  });

/** What comes into force last comes first. */
export async function listPolicies(scope: Scope, dataClass: string | undefined, page: Page): Promise<RequestPolicy[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(RequestPolicy, "p").where(`(p.valid_from, p.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)`);
  if (dataClass !== undefined) query.andWhere(`p.data_class = ${bind(dataClass)}`);
  return query.setParameters(values).orderBy("p.valid_from", "DESC").addOrderBy("p.id", "DESC").limit(page.first + 1).getMany();
}

export const policyCursor = ({ validFrom, id }: RequestPolicy): string[] => [validFrom.toISOString(), id];

/** Those of the agencies that the platform does not know. */
export async function unknownAgencies(scope: Scope, ids: readonly string[]): Promise<string[]> {
  const rows = await scope.db.query<{ readonly id: string }>(`select g.id from unnest($1::text[]) g (id) where not exists (select from permission.agency a where a.id = g.id)`, [ids]);
  return rows.map(({ id }) => id);
}

export async function proposePolicy(scope: Scope, input: RequestPolicyInput): Promise<RequestPolicy | null> {
  const id = randomUUID();
  await scope.db.query(
    `insert into policy.request_policy (id, data_class, second_duty, second_agency, providers, window_days, request_days, grant_days, notice_days, kept_days, roster_persons, roster_square_metres, roster_dwell_minutes, unmatched_days,
       reason, valid_from, proposed_by, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [id, input.dataClass, input.secondDuty ?? null, input.secondAgency ?? null, input.providers, input.windowDays, input.requestDays, input.grantDays, input.noticeDays, input.keptDays, input.rosterPersons, input.rosterSquareMetres,
      input.rosterDwellMinutes, input.unmatchedDays, input.reason, input.validFrom, scope.principal.account, new Date(scope.now)],
  );
  return policyById(scope).load(id);
}

export async function confirmPolicy(scope: Scope, { id }: RequestPolicy): Promise<RequestPolicy | null> {
  await scope.db.query(`update policy.request_policy set confirmed_by = $2, confirmed_at = $3 where id = $1`, [id, scope.principal.account, new Date(scope.now)]);
  policyById(scope).clear(id);
  return policyById(scope).load(id);
}
