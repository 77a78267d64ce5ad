/** The questions about cases and requests asked of PostgreSQL, and the steps that its functions take: see migration 0023. */
import type { AccountId, CaseId, RequestId } from "@epigraph/authz";
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { RequestPlace, RequestProvision, RequestStep } from "./part-types.js";
import { Case, InformationRequest } from "./types.js";

export const caseColumns = { caseId: "c.case_id", regionCode: "c.region_code", sealed: "c.sealed" };
const beforeAll = "00000000-0000-0000-0000-000000000000";
/** What stands open at a moment; a request whose time is over is expired, whether or not that was written down yet. */
const openStates = "('submitted', 'approved', 'police-approved', 'association-approved', 'sent', 'partly-provided')";

/** A case of another jurisdiction loads as null, like one that does not exist. */
export const caseById = (scope: Scope) =>
  scope.loader<CaseId, Case | null>("case", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager
      .createQueryBuilder(Case, "c")
      .where(`c.case_id = any(${bind(ids)}::uuid[]) and ${scope.visible("Case.id", caseColumns, bind)}`, values)
      .getMany();
    await scope.permissions.load(rows.map((row) => row.id));
    return inOrder(ids, rows, (row) => row.id);
  });

/** A request for a case that may not be seen loads as null. */
export const requestById = (scope: Scope) =>
  scope.loader<RequestId, InformationRequest | null>("request", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    // filtered here and not by what comes of its case: a hidden request takes as many statements as one that is nowhere
    const rows = await manager
      .createQueryBuilder(InformationRequest, "q")
      .where(`q.id = any(${bind(ids)}::uuid[]) and exists (select from movements.case_reference c where c.case_id = q.case_id and ${scope.visible("InformationRequest.id", caseColumns, bind)})`, values)
      .getMany();
    const cases = await caseById(scope).loadMany(rows.map(({ caseId }) => caseId));
    const visible = rows.flatMap((row, index) => {
      const ofCase = cases[index];
      return ofCase instanceof Case ? [Object.assign(row, { ofCase })] : [];
    });
    return inOrder(ids, visible, (row) => row.id);
  });

export const requestsOf = (scope: Scope, page: Page) =>
  scope.loader<CaseId, InformationRequest[]>(`requests ${JSON.stringify(page)}`, async (caseIds) => {
    const { bind, values } = parameters();
    const found = await scope.db.query<{ id: RequestId }>(
      `select x.id from unnest(${bind(caseIds)}::uuid[]) as p(id) cross join lateral (
         select q.id from movements.information_request q
         where q.case_id = p.id and q.id > ${bind(page.after?.[0] ?? beforeAll)}::uuid
         order by q.id limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const rows = await requestById(scope).loadMany(found.map(({ id }) => id));
    return grouped(caseIds, rows.filter((row): row is InformationRequest => row instanceof InformationRequest), (row) => row.caseId);
  });

/** Latest draft first. `state`: as at this moment. */
export async function listRequests(scope: Scope, state: string | undefined, page: Page): Promise<InformationRequest[]> {
  const { bind, values } = parameters();
  const inState = state === undefined ? "true" : `case when q.expires_at <= to_timestamp(${bind(scope.now / 1000)}::float8) and q.state in ${openStates} then 'expired' else q.state end = ${bind(state)}`;
  const found = await scope.db.query<{ readonly id: RequestId }>(
    `select q.id from movements.information_request q where ${inState}
       and exists (select from movements.case_reference c where c.case_id = q.case_id and ${scope.visible("InformationRequest.id", caseColumns, bind)})
       and (q.requested_at, q.id) < (${bind(page.after?.[0] ?? "infinity")}::timestamptz, ${bind(page.after?.[1] ?? "ffffffff-ffff-ffff-ffff-ffffffffffff")}::uuid)
     order by q.requested_at desc, q.id desc limit ${bind(page.first + 1)}::int`,
    values,
  );
  const rows = await requestById(scope).loadMany(found.map(({ id }) => id));
  return rows.filter((row): row is InformationRequest => row instanceof InformationRequest);
}

export const requestCursor = ({ requestedAt, id }: InformationRequest): string[] => [requestedAt.toISOString(), id];

/** In their order. */
export const stepsOf = (scope: Scope, page: Page) =>
  children<RequestStep>(scope, `steps ${JSON.stringify(page)}`, (request, bind) => `select s.number, s.step, s.from_state as "fromState", s.to_state as "toState", s.at, s.account, s.duty, s.agency as "agencyId", s.reason
    from movements.request_step s where s.request_id = ${request} and s.number > ${bind(page.after?.[0] ?? "0")}::int order by s.number limit ${bind(page.first + 1)}::int`, (row) => Object.assign(new RequestStep(), row));

/** In the order of the providers' ids. */
export const provisionsOf = (scope: Scope, page: Page) =>
  children<RequestProvision>(scope, `provisions ${JSON.stringify(page)}`, (request, bind) => `select i.agency as "agencyId", i.arrived_at as "arrivedAt", i.done_at as "doneAt", i.done_as as "doneAs"
    from movements.inbox_item i where i.request_id = ${request} and i.kind = 'provision' and i.agency > ${bind(page.after?.[0] ?? "")} order by i.agency limit ${bind(page.first + 1)}::int`, (row) => Object.assign(new RequestProvision(), row));

export const placesOf = (scope: Scope) =>
  children<RequestPlace>(scope, "places", (request) => `select r.place_id as "placeId", r.radius_metres as "radiusMetres" from movements.request_place r where r.request_id = ${request} order by r.place_id`, (row) => Object.assign(new RequestPlace(), row));

/** The cases that a place roster serves; of any other request the one. */
export const casesOf = (scope: Scope) =>
  scope.loader<RequestId, CaseId[]>("cases of request", async (ids) => {
    const rows = await scope.db.query<{ readonly requestId: RequestId; readonly caseId: CaseId }>(`select c.request_id as "requestId", c.case_id as "caseId" from movements.request_case c where c.request_id = any($1::uuid[]) order by c.case_id`, [ids]);
    return grouped(ids, rows, ({ requestId }) => requestId).map((group) => group.map(({ caseId }) => caseId));
  });

export const holdersOf = (scope: Scope) =>
  scope.loader<RequestId, AccountId[]>("holders of request", async (ids) => {
    const rows = await scope.db.query<{ readonly requestId: RequestId; readonly account: AccountId }>(`select h.request_id as "requestId", h.account from movements.request_holder h where h.request_id = any($1::uuid[]) order by h.account`, [ids]);
    return grouped(ids, rows, ({ requestId }) => requestId).map((group) => group.map(({ account }) => account));
  });

/** Rows that belong to a request, for several requests at once, each with the case that it is seen by. */
const children = <Row extends { ofCase: Case }>(scope: Scope, name: string, select: (request: string, bind: (value: unknown) => string) => string, make: (row: Row) => Row) =>
  scope.loader<InformationRequest, Row[]>(
    name,
    async (requests) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<Row & { readonly parentId: RequestId }>(`select x.*, p.id as "parentId" from unnest(${bind(requests.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (${select("p.id", bind)}) x`, values);
      const groups = grouped(requests.map(({ id }) => id), rows, ({ parentId }) => parentId);
      return groups.map((group, index) => group.map((row) => Object.assign(make(row), { ofCase: requests[index]?.ofCase })));
    },
    ({ id }) => id,
  );

/** A draft as the database takes it. */
export type Draft = {
  readonly caseId: CaseId;
  readonly dataClass: string;
  readonly windowFrom: Date;
  readonly windowTo: Date;
  readonly justification: string;
  readonly legalBasis: string;
  readonly holders: readonly string[];
  readonly readsAllowed?: number;
  readonly cases?: readonly CaseId[];
  readonly places?: readonly { readonly placeId: string; readonly radiusMetres: number }[];
  readonly dwellMinutes?: number;
};

export const draftRequest = (scope: Scope, id: RequestId, draft: Draft): Promise<InformationRequest | null> => step(scope, id, "movements.draft_request($1::uuid, $2::jsonb)", [JSON.stringify(draft)]);
export const draftRenewal = (scope: Scope, id: RequestId, renewed: RequestId, justification: string): Promise<InformationRequest | null> => step(scope, id, "movements.draft_renewal($1::uuid, $2::uuid, $3)", [renewed, justification]);

/** The person whose match key is to be sealed into the request, and the blob of the identity; undefined when it is not the asker's draft. */
export async function matchSource(scope: Scope, id: RequestId): Promise<{ readonly personKey: string; readonly identity: Buffer | null } | undefined> {
  const [row] = await scope.db.query<{ readonly personKey: string; readonly identity: Buffer | null }>(`select person_key as "personKey", identity from movements.match_source($1::uuid)`, [id]);
  return row;
}

/** `kind` is null for a renewal and a place roster, which look up nobody. */
export type MatchKey = { readonly kind: string | null; readonly sealed: Buffer | null; readonly pseudonym: Buffer | null };

export const submitRequest = (scope: Scope, id: RequestId, { kind, sealed, pseudonym }: MatchKey): Promise<InformationRequest | null> => step(scope, id, "movements.submit_request($1::uuid, $2, $3, $4)", [kind, sealed, pseudonym]);
export const amendRequest = (scope: Scope, id: RequestId): Promise<InformationRequest | null> => step(scope, id, "movements.amend_request($1::uuid)");
export const withdrawRequest = (scope: Scope, id: RequestId, reason: string): Promise<InformationRequest | null> => step(scope, id, "movements.withdraw_request($1::uuid, $2)", [reason]);
export const closeRequest = (scope: Scope, id: RequestId, reason: string): Promise<InformationRequest | null> => step(scope, id, "movements.close_request($1::uuid, $2)", [reason]);
export const approveRequest = (scope: Scope, id: RequestId, frozen: Buffer): Promise<InformationRequest | null> => step(scope, id, "movements.approve_request($1::uuid, $2)", [frozen]);
export const denyRequest = (scope: Scope, id: RequestId, reason: string): Promise<InformationRequest | null> => step(scope, id, "movements.deny_request($1::uuid, $2)", [reason]);

async function step(scope: Scope, id: RequestId, call: string, values: readonly unknown[] = []): Promise<InformationRequest | null> {
  await scope.db.query(`select ${call}`, [id, ...values]);
  requestById(scope).clear(id);
  return requestById(scope).load(id);
}
