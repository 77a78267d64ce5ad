/** The questions about grants asked of PostgreSQL, and their revocation. Whom they are told to is bound in the database: who holds one, who works on its case, and approvers. */
import type { RequestId } from "@epigraph/authz";
import { grouped, inOrder, type Page, type Scope } from "@epigraph/service";
import { Grant } from "./types.js";

const columns = `g.id, g.request_id as "requestId", g.case_id as "caseId", g.person_key as "personKey", g.region_code as "regionCode", g.sealed, g.origin, g.data_class as "dataClass", g.window_from as "windowFrom", g.window_to as "windowTo",
  g.purpose, g.holders, g.not_before as "notBefore", g.not_after as "notAfter", g.reads_left as "readsLeft", g.revoked_at as "revokedAt", g.revoked_by as "revokedBy"`;
const asGrant = (row: Grant): Grant => Object.assign(new Grant(), row);

/** A grant that the asker is not told of loads as null. */
export const grantById = (scope: Scope) =>
  scope.loader<string, Grant | null>("grant", async (ids) => {
    const rows = await scope.db.query<Grant>(`select ${columns} from permission.grants_told($1::uuid[], null, false) g`, [ids]);
    await scope.permissions.load(rows.map(({ caseId }) => caseId));
    return inOrder(ids, rows.map(asGrant), ({ id }) => id);
  });

/** In the order in which they began. */
export const grantsOf = (scope: Scope) =>
  scope.loader<RequestId, Grant[]>("grants of request", async (requests) => {
    const rows = await scope.db.query<Grant>(`select ${columns} from permission.grants_told(null, $1::uuid[], false) g order by g.not_before, g.id`, [requests]);
    return grouped(requests, rows.map(asGrant), ({ requestId }): RequestId => requestId as RequestId);
  });

/** Those that the account holds, the one that ends last first. */
export async function ownGrants(scope: Scope, page: Page): Promise<Grant[]> {
  const rows = await scope.db.query<Grant>(
    `select ${columns} from permission.grants_told(null, null, true) g where (g.not_after, g.id) < ($1::timestamptz, $2::uuid) order by g.not_after desc, g.id desc limit $3::int`,
    [page.after?.[0] ?? "infinity", page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff", page.first + 1],
  );
  await scope.permissions.load(rows.map(({ caseId }) => caseId));
  return rows.map(asGrant);
}

export const grantCursor = ({ notAfter, id }: Grant): string[] => [notAfter.toISOString(), id];

/** Null when it was revoked before. */
export async function revokeGrant(scope: Scope, { id }: Grant, reason: string): Promise<Grant | null> {
  await scope.db.query("select permission.revoke_grant($1::uuid, $2)", [id, reason]);
  grantById(scope).clear(id);
  return grantById(scope).load(id);
}
