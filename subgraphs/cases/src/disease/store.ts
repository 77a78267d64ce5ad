/** The questions about diseases asked of PostgreSQL, and the steps by which a version comes into force. */
import { randomUUID } from "node:crypto";
import { grouped, inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import type { Disease as Parameters } from "@epigraph/epi";
import { Disease, PolicyStep } from "./types.js";

const columns = `d.id, d.disease as code, d.version, d.name_ko as "nameKo", d.name_en as "nameEn", d.parameters, d.state`;
const diseaseOfRow = (row: Disease): Disease => Object.assign(new Disease(), row);

export const diseaseById = (scope: Scope) =>
  scope.loader<string, Disease | null>("disease version", async (ids) => inOrder(ids, (await scope.db.query<Disease>(`select ${columns} from policy.disease_version d where d.id = any($1::uuid[])`, [ids])).map(diseaseOfRow), ({ id }) => id));

/** The version in force of each; null for a disease that nobody has described. */
export const diseaseByCode = (scope: Scope) =>
  scope.loader<string, Disease | null>("disease in force", async (codes) => {
    const rows = await scope.db.query<Disease>(`select ${columns} from policy.disease f join policy.disease_version d on d.disease = f.id and d.version = f.version where f.id = any($1::text[])`, [codes]);
    return inOrder(codes, rows.map(diseaseOfRow), ({ code }) => code);
  });

/** By code, latest version first. */
export async function listDiseases(scope: Scope, state: string | undefined, page: Page): Promise<Disease[]> {
  const { bind, values } = parameters();
  const after = page.after === undefined ? "true" : `(d.disease, -d.version) > (${bind(page.after[0])}, -${bind(page.after[1])}::int)`;
  const rows = await scope.db.query<Disease>(
    `select ${columns} from policy.disease_version d where d.state <> 'new' and ${state === undefined ? "true" : `d.state = ${bind(state)}`} and ${after} order by d.disease, -d.version limit ${bind(page.first + 1)}::int`,
    values,
  );
  return rows.map(diseaseOfRow);
}

export type StepTable = "policy.disease_step" | "policy.response_step" | "policy.purge_plan_step" | "policy.legal_hold_step";

/** Oldest first. */
export const stepsOf = (scope: Scope, table: StepTable) =>
  scope.loader<string, PolicyStep[]>(`steps ${table}`, async (ids) => {
    const rows = await scope.db.query<PolicyStep & { readonly subject: string }>(`select s.subject, s.step, s.by, s.at, s.reason from ${table} s where s.subject = any($1::uuid[]) order by s.number`, [ids]);
    return grouped(ids, rows, ({ subject }) => subject).map((steps) => steps.map((step) => Object.assign(new PolicyStep(), step)));
  });

/** Who and when come from the claims. Returns the step's id. */
export async function takeStep(scope: Scope, table: StepTable | "cases.case_merge_step" | "cases.duplicate_review_step", subject: string, step: string, reason: string | null): Promise<string> {
  const id = randomUUID();
  await scope.db.query(`insert into ${table} (id, subject, step, reason) values ($1, $2, $3, $4)`, [id, subject, step, reason]);
  return id;
}

export async function insertDisease(scope: Scope, { code, nameKo, nameEn, parameters: read }: { readonly code: string; readonly nameKo: string; readonly nameEn: string; readonly parameters: Parameters }): Promise<string> {
  const id = randomUUID();
  await scope.db.query(`insert into policy.disease_version (id, disease, name_ko, name_en, parameters) values ($1, $2, $3, $4, $5)`, [id, code, nameKo, nameEn, JSON.stringify(read)]);
  return id;
}
