/** The questions about seals asked of PostgreSQL. Whom one is about is not among them: the service has no right to it. */
import { inOrder, type Page, type Scope } from "@epigraph/service";
import { Seal } from "./types.js";

const columns = `s.id, s.case_id as "caseId", s.contact_id as "contactId", s.state, s.legal_order as "legalOrder", s.reason, s.proposed_by as "proposedBy", s.proposed_at as "proposedAt", s.confirmed_by as "confirmedBy", s.confirmed_at as "confirmedAt",
  s.unseal_order as "unsealOrder", s.unseal_proposed_by as "unsealProposedBy", s.unsealed_by as "unsealedBy", s.unsealed_at as "unsealedAt"`;

export const sealById = (scope: Scope) =>
  scope.loader<string, Seal | null>("seal", async (ids) => {
    const rows = await scope.db.query<Seal>(`select ${columns} from permission.seal s where s.id = any($1::uuid[])`, [ids]);
    return inOrder(ids, rows.map((row) => Object.assign(new Seal(), row)), ({ id }) => id);
  });

/** Latest first. */
export async function listSeals(scope: Scope, state: string | undefined, page: Page): Promise<Seal[]> {
  const rows = await scope.db.query<Seal>(
    `select ${columns} from permission.seal s where ($1::text is null or s.state = $1) and (s.proposed_at, s.id) < ($2::timestamptz, $3::uuid) order by s.proposed_at desc, s.id desc limit $4::int`,
    [state ?? null, page.after?.[0] ?? "infinity", page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff", page.first + 1],
  );
  return rows.map((row) => Object.assign(new Seal(), row));
}
