/** The questions about declared responses asked of PostgreSQL. Their steps are taken as diseases' are. */
import { randomUUID } from "node:crypto";
import { inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { OutbreakResponse } from "./types.js";

const columns = `r.id, r.disease as "diseaseCode", r.legal_basis as "legalBasis", r.state, r.declared_at as "declaredAt"`;
const responseOfRow = (row: OutbreakResponse): OutbreakResponse => Object.assign(new OutbreakResponse(), row);

export const responseById = (scope: Scope) =>
  scope.loader<string, OutbreakResponse | null>("response", async (ids) => inOrder(ids, (await scope.db.query<OutbreakResponse>(`select ${columns} from policy.response r where r.id = any($1::uuid[])`, [ids])).map(responseOfRow), ({ id }) => id));

/** Latest first. */
export async function listResponses(scope: Scope, page: Page): Promise<OutbreakResponse[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(r.declared_at, r.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`;
  return (await scope.db.query<OutbreakResponse>(`select ${columns} from policy.response r where r.state <> 'new' and ${after} order by r.declared_at desc, r.id desc limit ${bind(page.first + 1)}::int`, values)).map(responseOfRow);
}

/** One that is declared, in force or about to end; null if none. */
export async function openResponse(scope: Scope, disease: string): Promise<OutbreakResponse | null> {
  const [row] = await scope.db.query<OutbreakResponse>(`select ${columns} from policy.response r where r.disease = $1 and r.state in ('declared', 'in-force', 'end-proposed')`, [disease]);
  return row ? responseOfRow(row) : null;
}

/** The diseases whose response is in force. */
export async function respondedDiseases(scope: Scope): Promise<readonly string[]> {
  const rows = await scope.db.query<{ readonly disease: string }>(`select r.disease from policy.response r where r.state in ('in-force', 'end-proposed') order by r.disease`);
  return rows.map(({ disease }) => disease);
}

export async function insertResponse(scope: Scope, disease: string, legalBasis: string): Promise<string> {
  const id = randomUUID();
  await scope.db.query(`insert into policy.response (id, disease, legal_basis) values ($1, $2, $3)`, [id, disease, legalBasis]);
  return id;
}
