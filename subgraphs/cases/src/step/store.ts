/** Steps of case work: taking one, and the history that they make. What follows from a step is the database's to do. */
import { randomUUID } from "node:crypto";
import { type Page, parameters, type Scope } from "@epigraph/service";
import type { pseudonymsOf } from "@epigraph/vault";
import { caseById } from "../case/store.js";
import { resourceOfCase } from "../case/types.js";
import { contactById } from "../contact/store.js";
import { resourceOfContact } from "../contact/types.js";
import { WorkStep } from "./types.js";

/** `subject`: the row that it is about, which may be made by it. `identity`: a blob of the vault; `foundBy`: by which pseudonyms its person is found again. */
export type Step = {
  readonly action: string;
  readonly subject: string;
  readonly caseId?: string | undefined;
  readonly contactId?: string | undefined;
  readonly regionCode?: string | undefined;
  readonly account?: string | undefined;
  readonly agency?: string | undefined;
  readonly reason?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly identity?: Buffer | undefined;
  readonly foundBy?: ReturnType<typeof pseudonymsOf> | undefined;
};

export async function takeStep(scope: Scope, { action, subject, caseId, contactId, regionCode, account, agency, reason, details = {}, identity, foundBy }: Step): Promise<void> {
  await scope.db.query(
    `insert into cases.step (id, action, subject, case_id, contact_id, region_code, account, agency, reason, details, identity, found_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [randomUUID(), action, subject, caseId ?? null, contactId ?? null, regionCode ?? null, account ?? null, agency ?? null, reason ?? null, JSON.stringify(details), identity ?? null, foundBy === undefined ? null : JSON.stringify(foundBy.map(({ kind, pseudonym }) => ({ kind, pseudonym: pseudonym.toString("hex") })))],
  );
  // what was loaded before may have changed; the decision of a row that was loaded stands
  if (caseId !== undefined) caseById(scope).clear(caseId as never);
  if (contactId !== undefined) contactById(scope).clear(contactId);
}

export type HistoryOf = "case_id" | "contact_id" | "subject";

/** Latest first; a step about a case or contact that may not be seen is not there. */
export const historyOf = (scope: Scope, of: HistoryOf, page: Page) =>
  scope.loader<string, WorkStep[]>(`history ${of} ${JSON.stringify(page)}`, async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<WorkStep & { readonly parent: string }>(
      `select x.*, p.id as parent from unnest(${bind(ids)}::uuid[]) as p(id) cross join lateral (
         select s.id, s.action, s.case_id as "caseId", s.contact_id as "contactId", s.region_code as "regionCode", s.account, s.agency, s.reason, s.details::text as details,
           s.by_account as "byAccount", s.by_agency as "byAgency", s.at
         from cases.step s where s.${of} = p.id and (s.at, s.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
         order by s.at desc, s.id desc limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const steps = await Promise.all(rows.map((row) => described(scope, row)));
    return ids.map((id) => steps.flatMap((step, index) => (step !== undefined && rows[index]?.parent === id ? [step] : [])));
  });

export const stepCursor = ({ at, id }: WorkStep): string[] => [at.toISOString(), id];

async function described(scope: Scope, row: WorkStep): Promise<WorkStep | undefined> {
  const [contact, ofCase] = await Promise.all([row.contactId === null ? null : contactById(scope).load(row.contactId), row.caseId === null ? null : caseById(scope).load(row.caseId)]);
  if (row.contactId !== null) return contact ? Object.assign(new WorkStep(), row, { resource: resourceOfContact(contact) }) : undefined;
  if (row.caseId !== null) return ofCase ? Object.assign(new WorkStep(), row, { resource: resourceOfCase(ofCase) }) : undefined;
  return Object.assign(new WorkStep(), row, { resource: { sealed: false, ...(row.regionCode === null ? {} : { regionCode: row.regionCode }) } });
}
