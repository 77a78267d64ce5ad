/** The questions about the access log asked of PostgreSQL. */
import { decodeRecord } from "@epigraph/ledger";
import type { CaseId } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { AuditRecord, Case, CaseAccess, ResolverEvent, StoredRecord } from "./types.js";

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
    return inOrder(ids, rows.map(audited), (row) => row.id);
  });

/** Newest first. */
export async function listRecords(scope: Scope, filter: RecordFilter, page: Page): Promise<AuditRecord[]> {
  return (await stored(scope, filter, page)).map(audited);
}

/** A case as this subgraph knows it: its permissions are loaded, nothing else is. */
export const caseByReference = (scope: Scope) =>
  scope.loader<Pick<Case, "id" | "personKey">, Case>("case", async (references) => {
    await scope.permissions.load(references.map(({ id }) => id as CaseId));
    return references.map(({ id, personKey }) => Object.assign(new Case(), { id, personKey: personKey ?? null }));
  });

/** Newest first; told by agency. */
export const accessesTo = (scope: Scope, page: Page) =>
  scope.loader<Case, CaseAccess[]>(`accesses ${JSON.stringify(page)}`, async (cases) => {
    const subjects = cases.map(({ personKey }) => (personKey === null ? "" : scope.pseudonymOf(personKey)));
    const { bind, values } = parameters();
    const rows = await scope.db.query<{ readonly subject: string; readonly body: string; readonly recorded: Date }>(
      `select x.*, p.subject from unnest(${bind([...new Set(subjects)])}::text[]) as p(subject) cross join lateral (
         select r.body, r.recorded from ledger.record_subject s join ledger.record r on r.id = s.record_id
         where s.subject = p.subject and (s.recorded, s.record_id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? lastId)}::uuid)
         order by s.recorded desc, s.record_id desc limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const groups = grouped(subjects, rows, ({ subject }) => subject);
    return groups.map((group, index) => group.map((row) => accessOf(cases[index]?.id ?? "", decodeRecord(row.body), row.recorded)));
  });

const lastId = "ffffffff-ffff-ffff-ffff-ffffffffffff";

const accessOf = (caseId: string, { id, agent, purpose, outcome }: Decoded, recorded: Date): CaseAccess =>
  Object.assign(new CaseAccess(), { caseId, id, recorded, agency: agent.agency, duty: agent.duty, purpose, outcome });

type Decoded = ReturnType<typeof decodeRecord>;

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

function audited(row: StoredRecord): AuditRecord {
  const { id, service, correlation, agent, purpose, operation, outcome, events, refusals = [] } = decodeRecord(row.body);
  const { account, duty, clearance, agency, jurisdictions, session, door } = agent;
  return Object.assign(new AuditRecord(), {
    id,
    recorded: row.recorded,
    service,
    correlation,
    account,
    duty,
    clearance,
    agency,
    jurisdictionCodes: jurisdictions,
    session,
    door,
    purpose,
    operationName: operation.name ?? null,
    operationHash: operation.hash,
    outcome,
    refusalCodes: [...new Set(refusals.map(({ code }) => code))],
    refusalCount: refusals.reduce((sum, { count }) => sum + count, 0),
    events: events.map((event) => Object.assign(new ResolverEvent(), { ...event, ruleId: event.ruleId ?? null })),
  });
}
