/** The questions about the access log asked of PostgreSQL. */
import type { CaseId } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { auditRecordOf } from "./reading.js";
import { type AuditRecord, Case, CaseAccess, StoredRecord } from "./types.js";

export type RecordFilter = {
  readonly account?: string | undefined;
  readonly dataSubject?: string | undefined;
  readonly correlation?: string | undefined;
  readonly service?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
};

export const recordById = (scope: Scope) =>
  scope.loader<string, AuditRecord | null>("audit record", async (ids) => {
    const manager = await scope.db.manager();
    const rows = await manager.createQueryBuilder(StoredRecord, "r").where("r.id = any(:ids)", { ids }).getMany();
    return inOrder(ids, rows.map(auditRecordOf), (row) => row.id);
  });

/** Newest first. */
export async function listRecords(scope: Scope, filter: RecordFilter, page: Page): Promise<AuditRecord[]> {
  return (await stored(scope, filter, page)).map(auditRecordOf);
}

/** A case as this subgraph knows it: its permissions are loaded, nothing else is. */
export const caseByReference = (scope: Scope) =>
  scope.loader<Pick<Case, "id" | "personKey">, Case>("case", async (references) => {
    await scope.permissions.load(references.map(({ id }) => id as CaseId));
    return references.map(({ id, personKey }) => Object.assign(new Case(), { id, personKey: personKey ?? null }));
  });

/** Newest first; told by agency. What stands beside the body suffices, so that no body can keep an access from being told. */
export const accessesTo = (scope: Scope, page: Page) =>
  scope.loader<Case, CaseAccess[]>(`accesses ${JSON.stringify(page)}`, async (cases) => {
    const subjects = cases.map(({ personKey }) => (personKey === null ? "" : scope.pseudonymOf(personKey)));
    const { bind, values } = parameters();
    const rows = await scope.db.query<Told & { readonly subject: string }>(
      `select x.*, p.subject from unnest(${bind([...new Set(subjects)])}::text[]) as p(subject) cross join lateral (
         select r.id, r.recorded, r.agency, r.duty, r.purpose, r.outcome from ledger.record_subject s join ledger.record r on r.id = s.record_id
         where s.subject = p.subject and (s.recorded, s.record_id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? lastId)}::uuid)
         order by s.recorded desc, s.record_id desc limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const groups = grouped(subjects, rows, ({ subject }) => subject);
    return groups.map((group, index) => group.map((row) => accessOf(cases[index]?.id ?? "", row)));
  });

const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

type Told = Pick<CaseAccess, "id" | "recorded" | "agency" | "duty" | "purpose" | "outcome">;

const accessOf = (caseId: string, { id, recorded, agency, duty, purpose, outcome }: Told): CaseAccess => Object.assign(new CaseAccess(), { caseId, id, recorded, agency, duty, purpose, outcome });

/** The cursor of a record: its time to the microsecond would be lost in a Date, so ties are broken by id. */
export const recordCursor = (row: { readonly recorded: Date; readonly id: string }): string[] => [row.recorded.toISOString(), row.id];

async function stored(scope: Scope, filter: RecordFilter, page: Page): Promise<StoredRecord[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(StoredRecord, "r").where("true");
  if (filter.account !== undefined) query.andWhere(`r.account = ${bind(filter.account)}`);
  if (filter.correlation !== undefined) query.andWhere(`r.correlation = ${bind(filter.correlation)}`);
  if (filter.service !== undefined) query.andWhere(`r.service = ${bind(filter.service)}`);
  if (filter.from !== undefined) query.andWhere(`r.recorded >= ${bind(filter.from)}::timestamptz`);
  if (filter.to !== undefined) query.andWhere(`r.recorded < ${bind(filter.to)}::timestamptz`);
  if (filter.dataSubject !== undefined) query.andWhere(`exists (select from ledger.record_subject s where s.subject = ${bind(filter.dataSubject)} and s.record_id = r.id and s.recorded = r.recorded)`);
  if (page.after) query.andWhere(`(r.recorded, r.id) < (${bind(page.after[0])}::timestamptz, ${bind(page.after[1])}::uuid)`);
  return query.setParameters(values).orderBy("r.recorded", "DESC").addOrderBy("r.id", "DESC").limit(page.first + 1).getMany();
}
