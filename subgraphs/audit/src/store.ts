/** The questions about the access log asked of PostgreSQL. */
import { decodeRecord } from "@epigraph/ledger";
import { inOrder, namedParameters, type Page, type Scope } from "@epigraph/service";
import { AuditRecord, CaseAccess, ResolverEvent, StoredRecord } from "./types.js";

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

/** Newest first; about one data subject, told by agency. */
export async function listAccesses(scope: Scope, caseId: string, dataSubject: string, page: Page): Promise<CaseAccess[]> {
  const rows = await stored(scope, { dataSubject }, page);
  return rows.map(audited).map(({ id, recorded, agency, duty, purpose, outcome }) => Object.assign(new CaseAccess(), { caseId, id, recorded, agency, duty, purpose, outcome }));
}

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
  const { id, service, correlation, agent, purpose, operation, outcome, events } = decodeRecord(row.body);
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
    events: events.map((event) => Object.assign(new ResolverEvent(), { ...event, ruleId: event.ruleId ?? null })),
  });
}
