/** Declares a response as the owner of a database, without claims: for a demonstration, a seeded outbreak and tests. In a running installation two approvers declare it. */
import { createHash } from "node:crypto";

type Query = (sql: string, parameters?: readonly unknown[]) => Promise<unknown>;

export type DeclaredBefore = {
  /** As cases have it. */
  readonly disease: string;
  readonly legalBasis: string;
  /** The accounts in whose name it is declared and confirmed: two persons. */
  readonly declaredBy: string;
  readonly confirmedBy: string;
  readonly reason: string;
  readonly at: Date;
};

/** A response in force with its two steps; nothing if one was declared before. */
export async function declareResponse(query: Query, { disease, legalBasis, declaredBy, confirmedBy, reason, at }: DeclaredBefore): Promise<void> {
  const id = uuidOf(`response of ${disease}`);
  await query(
    `insert into policy.response (id, disease, legal_basis, state, declared_at)
     select $1::uuid, $2, $3, 'in-force', $4 where not exists (select from policy.response r where r.disease = $2 and r.state in ('declared', 'in-force', 'end-proposed')) on conflict do nothing`,
    [id, disease, legalBasis, at],
  );
  for (const [index, [step, by]] of [["declare", declaredBy], ["confirm", confirmedBy]].entries()) {
    await query(
      `insert into policy.response_step (id, subject, number, step, by, at, reason)
       select $1::uuid, $2::uuid, $3, $4, $5, $6, $7 where exists (select from policy.response r where r.id = $2::uuid) on conflict do nothing`,
      [uuidOf(`${step} ${disease}`), id, index + 1, step, by, at, reason],
    );
  }
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(`epigraph ${text}`).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
