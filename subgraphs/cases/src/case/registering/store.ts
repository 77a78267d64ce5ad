/** Writes cases: new ones with their persons, and changes. Who, when, the assignment and the history are the database's own doing. */
import type { CaseId, PersonKey, RegionCode } from "@epigraph/authz";
import type { Scope } from "@epigraph/service";
import { type NewPerson, putPersons } from "../../person/store.js";
import type { CaseRecord } from "../plausible.js";
import { caseById } from "../store.js";
import type { Case } from "../types.js";

export type EnteredCase = { readonly id: CaseId; readonly personKey: PersonKey; readonly disease: string; readonly regionCode: RegionCode; readonly record: CaseRecord; readonly person: NewPerson; readonly sourceSystem: string; readonly sourceRecord: string };

/** The column of each part of a record, with its type. */
const recordColumns: Readonly<Record<keyof CaseRecord, readonly [string, string]>> = {
  classification: ["classification", "text"],
  ageBand: ["age_band", "text"],
  sex: ["sex", "text"],
  onsetDate: ["onset_date", "date"],
  samplingDate: ["sampling_date", "date"],
  confirmationDate: ["confirmation_date", "date"],
  reportingDate: ["reporting_date", "date"],
  reportingSource: ["reporting_source", "text"],
  isolationDate: ["isolation_date", "date"],
  isolationEndDate: ["isolation_end_date", "date"],
  isolationPlace: ["isolation_place", "text"],
  outcome: ["outcome", "text"],
  outcomeDate: ["outcome_date", "date"],
  infectionSetting: ["infection_setting", "text"],
  symptoms: ["symptoms", "jsonb"],
  riskGroups: ["risk_groups", "text[]"],
  travel: ["travel", "jsonb"],
};
const written = Object.entries(recordColumns) as readonly (readonly [keyof CaseRecord, readonly [string, string]])[];

/** The most cases of one statement. */
const batch = 500;

/** The ids of those that were not there yet by their source's record. */
export async function insertCases(scope: Scope, entered: readonly EnteredCase[]): Promise<ReadonlySet<CaseId>> {
  const all = new Set<CaseId>();
  const columns = written.map(([, [column]]) => column).join(", ");
  for (let start = 0; start < entered.length; start += batch) {
    const some = entered.slice(start, start + batch);
    const rows = some.map(({ id, personKey, disease, regionCode, record, sourceSystem, sourceRecord }) => ({
      id, person_key: personKey, disease, region_code: regionCode, source_system: sourceSystem, source_record: sourceRecord,
      ...Object.fromEntries(written.map(([name, [column]]) => [column, record[name]])),
    }));
    const inserted = await scope.db.query<{ readonly id: CaseId }>(
      `insert into cases.case_record (id, person_key, disease, region_code, source_system, source_record, ${columns})
       select id, person_key, disease, region_code, source_system, source_record, ${columns}
       from jsonb_to_recordset($1::jsonb) as r (id uuid, person_key uuid, disease text, region_code text, source_system text, source_record text, ${written.map(([, [column, type]]) => `${column} ${type}`).join(", ")})
       on conflict (source_system, source_record) do nothing returning id`,
      [JSON.stringify(rows)],
    );
    const fresh = new Set(inserted.map(({ id }) => id));
    await putPersons(scope, some.filter(({ id }) => fresh.has(id)).map(({ person }) => person));
    for (const id of fresh) all.add(id);
  }
  await scope.permissions.load([...all], "again"); // each is assigned to who registered it
  return all;
}

/** By keyed pseudonyms: the cases of the own jurisdiction that may be of the same person. All others go to a steward, and nothing is told of them. */
export async function possibleDuplicates(scope: Scope, entered: readonly CaseId[]): Promise<ReadonlyMap<CaseId, readonly CaseId[]>> {
  const rows = await scope.db.query<{ readonly entered: CaseId; readonly other: CaseId }>(`select d.entered_id as entered, d.case_id as other from cases.check_duplicates($1::uuid[]) d`, [entered]);
  const others = new Map<CaseId, CaseId[]>();
  for (const row of rows) others.set(row.entered, [...(others.get(row.entered) ?? []), row.other]);
  return others;
}

export async function updateCase(scope: Scope, row: Case, parts: Partial<CaseRecord>): Promise<Case | null> {
  const changed = written.filter(([name]) => parts[name] !== undefined);
  if (changed.length > 0) {
    const values = changed.map(([name, [, type]]) => (type === "jsonb" ? JSON.stringify(parts[name]) : parts[name]));
    await scope.db.query(`update cases.case_record set ${changed.map(([, [column, type]], index) => `${column} = $${index + 2}::${type}`).join(", ")} where id = $1`, [row.id, ...values]);
  }
  caseById(scope).clear(row.id);
  return caseById(scope).load(row.id);
}
