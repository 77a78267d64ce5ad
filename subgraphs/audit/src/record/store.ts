/** The questions about the access log asked of PostgreSQL. Each kind of condition has an index to start from; the rest is compared on the way. */
import { badInput, inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import type { Bind } from "@epigraph/authz";
import { isGiven } from "../given.js";
import { auditRecordOf, type StoredRecord } from "./reading.js";
import type { AuditRecord } from "./types.js";

/** A column and its value, or what the comments say. Null is as good as not said. */
export type RecordFilter = { readonly [Name in keyof typeof equal]?: string | null } & {
  /** About any of them. */
  readonly dataSubjects?: readonly string[];
  /** As `Type.field`. */
  readonly coordinate?: string | null;
  readonly decision?: string | null;
  readonly withoutAssignment?: boolean | null;
  readonly from?: Date | null;
  readonly to?: Date | null;
};

const equal = {
  account: "r.account",
  agency: "r.agency",
  session: "r.session",
  address: "r.address",
  purpose: "r.purpose",
  operationName: "r.operation_name",
  operationHash: "r.operation_hash",
  correlation: "r.correlation",
  service: "r.service",
  type: "r.type",
  outcome: "r.outcome",
  standing: "r.standing",
} as const;

/**
 * `newest`: among so many of the newest records a field that is asked for every day is found at once; who finds fewer there than a page has looks for its shapes. `shapes`: up to so many are
 * looked up one by one.
 */
export type SearchCaps = { readonly newest: number; readonly shapes: number };
const usualCaps: SearchCaps = { newest: 10_000, shapes: 1_000 };

const columns = "r.index, r.sequenced, r.login, r.standing, r.id, r.recorded, r.service, r.correlation, r.account, r.agency, r.body";

export const recordByIndex = (scope: Scope) =>
  scope.loader<string, AuditRecord | null>("audit record by index", async (indexes) => {
    const rows = await scope.db.query<StoredRecord>(`select ${columns} from ledger.record r where r.index = any($1::bigint[])`, [indexes]);
    return inOrder(indexes, rows.map(auditRecordOf), ({ index }) => index);
  });

/** An id is its writer's word: of several records with it the first sound one. */
export const recordById = (scope: Scope) =>
  scope.loader<string, AuditRecord | null>("audit record", async (ids) => {
    const rows = await scope.db.query<StoredRecord>(`select distinct on (r.id) ${columns} from ledger.record r where r.id = any($1::uuid[]) and r.standing = 'sound' order by r.id, r.index`, [ids]);
    return inOrder(ids, rows.map(auditRecordOf), ({ id }) => id);
  });

/** Newest first. */
export async function listRecords(scope: Scope, filter: RecordFilter, page: Page): Promise<AuditRecord[]> {
  return (await storedRecords(scope, filter, page)).map(auditRecordOf);
}

/** Newest first, as they are kept: one more than the page has, if there are. */
export async function storedRecords(scope: Scope, filter: RecordFilter, page: Page, caps = usualCaps): Promise<StoredRecord[]> {
  const shapes = await shapesOf(scope, filter);
  if (shapes?.length === 0 || filter.dataSubjects?.length === 0) return [];
  if (shapes !== undefined && filter.dataSubjects === undefined) {
    const found = await amongNewest(scope, filter, page, shapes, caps.newest);
    if (found !== "look further") return found;
  }
  const { bind, values } = parameters();
  return await scope.db.query<StoredRecord>(withBodies(keysOf(filter, page, shapes, caps, bind)), values);
}

/** Bodies are fetched for the page only. */
const withBodies = (keys: string): string => `with page as (${keys})
  select ${columns} from page p join ledger.record r on r.sequenced = p.sequenced and r.index = p.index order by p.recorded desc, p.index desc`;

/** What the newest records that fit otherwise have of these shapes: enough for the page, or all that there is. */
async function amongNewest(scope: Scope, filter: RecordFilter, page: Page, shapes: readonly Buffer[], newestCap: number): Promise<StoredRecord[] | "look further"> {
  const { bind, values } = parameters();
  const newest = `select r.sequenced, r.index, r.recorded, r.shape from ledger.record r where ${["true", ...conditionsOf(filter, page, bind)].join(" and ")} order by r.recorded desc, r.index desc limit ${bind(newestCap)}::int`;
  const rows = await scope.db.query<StoredRecord & { readonly seen: number }>(
    `with newest as materialized (${newest}), page as (select * from newest n where n.shape = any(${bind(shapes)}::bytea[]) order by n.recorded desc, n.index desc limit ${bind(page.first + 1)}::int)
     select s.seen, ${columns} from (select count(*)::int as seen from newest) s left join page p on true left join ledger.record r on r.sequenced = p.sequenced and r.index = p.index order by p.recorded desc, p.index desc`,
    values,
  );
  const found = rows.filter(({ index }) => index !== null); // one row without a record tells how many were seen
  return found.length > page.first || (rows[0]?.seen ?? 0) < newestCap ? found : "look further";
}

/** The shapes in which the fields were decided as asked; nothing when it is not asked. */
async function shapesOf(scope: Scope, { coordinate, decision }: RecordFilter): Promise<readonly Buffer[] | undefined> {
  if (!isGiven(coordinate) && !isGiven(decision)) return undefined;
  const rows = await scope.db.query<{ readonly id: Buffer }>("select id from ledger.shapes_with($1, $2) id", [coordinate ?? null, decision ?? null]);
  return rows.map(({ id }) => id);
}

/** `sequenced`, `index` and `recorded` of the page's rows. */
function keysOf(filter: RecordFilter, page: Page, shapes: readonly Buffer[] | undefined, caps: SearchCaps, bind: Bind): string {
  const conditions = conditionsOf(filter, page, bind);
  const take = bind(page.first + 1);
  const keys = "r.sequenced, r.index, r.recorded";
  const newest = "order by r.recorded desc, r.index desc";
  if (filter.dataSubjects !== undefined) {
    const wanted = [...conditions, ...(shapes ? [`r.shape = any(${bind(shapes)}::bytea[])`] : []), "s.subject = p.subject", ...(filter.withoutAssignment === true ? ["s.allowed and not s.assigned"] : []), ...pageOfSubject(filter, page, bind)];
    return `select distinct on (x.recorded, x.index) x.* from unnest(${bind(filter.dataSubjects)}::text[]) p(subject) cross join lateral (
      select ${keys} from ledger.record_subject s join ledger.record r on r.sequenced = s.sequenced and r.index = s.index where ${wanted.join(" and ")} order by s.recorded desc, s.index desc limit ${take}::int) x
      order by x.recorded desc, x.index desc limit ${take}::int`;
  }
  if (shapes === undefined) return `select ${keys} from ledger.record r where ${["true", ...conditions].join(" and ")} ${newest} limit ${take}::int`;
  if (shapes.length > caps.shapes) return `select ${keys} from ledger.record r where ${[`r.shape = any(${bind(shapes)}::bytea[])`, ...conditions].join(" and ")} ${newest} limit ${take}::int`;
  return `select x.* from unnest(${bind(shapes)}::bytea[]) p(shape) cross join lateral (
    select ${keys} from ledger.record r where ${["r.shape = p.shape", ...conditions].join(" and ")} ${newest} limit ${take}::int) x
    order by x.recorded desc, x.index desc limit ${take}::int`;
}

function conditionsOf(filter: RecordFilter, { after }: Page, bind: Bind): string[] {
  const names = Object.keys(equal) as (keyof typeof equal)[];
  return [
    ...names.flatMap((name) => (isGiven(filter[name]) ? [`${equal[name]} = ${bind(filter[name])}`] : [])),
    ...(filter.withoutAssignment === true ? ["r.unassigned > 0"] : []),
    ...(isGiven(filter.from) ? [`r.recorded >= ${bind(filter.from)}::timestamptz`] : []),
    ...(isGiven(filter.to) ? [`r.recorded < ${bind(filter.to)}::timestamptz`] : []),
    ...(after === undefined ? [] : [`(r.recorded, r.index) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::bigint)`]),
  ];
}

/** The same of what stands beside a record's subjects, by which they are in order. */
const pageOfSubject = ({ from, to }: RecordFilter, { after }: Page, bind: Bind): string[] => [
  ...(isGiven(from) ? [`s.recorded >= ${bind(from)}::timestamptz`] : []),
  ...(isGiven(to) ? [`s.recorded < ${bind(to)}::timestamptz`] : []),
  ...(after === undefined ? [] : [`(s.recorded, s.index) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::bigint)`]),
];

/** The cursor of a record; it is kept to the millisecond, and ties are broken by its place in the log. */
export const recordCursor = (row: { readonly recorded: Date; readonly index: string }): string[] => [row.recorded.toISOString(), row.index];

/** What became of the changes with these records; `pending` while nobody knows. */
export const changeOutcome = (scope: Scope) =>
  scope.loader<string, string>("outcome of a change", async (ids) => {
    const rows = await scope.db.query<{ readonly record: string; readonly outcome: string }>("select record, outcome from ledger.change where record = any($1::uuid[])", [ids]);
    return inOrder(ids, rows, ({ record }) => record).map((row) => row?.outcome ?? "pending");
  });

/** The size of the first checkpoint that covers the record; null while none does. */
export const coveringCheckpoint = (scope: Scope) =>
  scope.loader<string, string | null>("covering checkpoint", async (indexes) => {
    const rows = await scope.db.query<{ readonly index: string; readonly size: string | null }>(
      "select i.index, (select c.size from ledger.checkpoint c where c.size > i.index order by c.size limit 1) as size from unnest($1::bigint[]) i(index)",
      [indexes],
    );
    return inOrder(indexes, rows, ({ index }) => index).map((row) => row?.size ?? null);
  });

/** @throws ClientError BAD_USER_INPUT; a place in the log is a number from 0 */
export function parseIndex(text: string): string {
  if (!/^(?:0|[1-9][0-9]{0,17})$/.test(text)) throw badInput("`index` is not a place in the log: take it from the answers of this platform");
  return text;
}
