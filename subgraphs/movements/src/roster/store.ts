/** The questions about rosters asked of PostgreSQL; every statement joins the live grants. */
import type { CaseId, RequestId } from "@epigraph/authz";
import { grouped, type Page, parameters, type Scope } from "@epigraph/service";
import type { InformationRequest } from "../request/types.js";
import { resourceOfRosterStay, RosterStay } from "./types.js";

const sealed = "(exists (select from permission.sealed_case x where x.case_id = q.case_id) or s.person_key in (select k from movements.sealed_on_rosters() k))";
const grantColumns = { caseId: "q.case_id", sealed, dataClass: "s.data_class", earliest: "s.earliest", latest: "s.latest", roster: "s.request_id" };
const columns = `s.id, s.person_key as "rosterKey", encode(substr(sha256(uuid_send(s.request_id) || uuid_send(s.person_key)), 1, 16), 'hex')::uuid as "personKey", s.request_id as "requestId", q.case_id as "ofCaseId", s.place_id as "placeId",
  s.data_class as "dataClass", s.arrival, s.departure, s.earliest, s.latest, s.latitude, s.longitude, s.accuracy_metres as "accuracyMetres", s.confidence, s.source_record as "sourceRecord", ${sealed} as sealed`;

/** In order of time. */
export const rosterStaysOf = (scope: Scope, page: Page) =>
  scope.loader<InformationRequest, RosterStay[]>(
    `roster stays ${JSON.stringify(page)}`,
    async (requests) => {
      const { bind, values } = parameters();
      const rows = await scope.db.query<RosterStay>(
        `select x.* from unnest(${bind(requests.map(({ id }) => id))}::uuid[]) as p(id) cross join lateral (
           select ${columns} from movements.roster_stay s join movements.information_request q on q.id = s.request_id
           where s.request_id = p.id and (s.earliest, s.id) > (${bind(page.after?.[0] ?? "-infinity")}::timestamptz, ${bind(page.after?.[1] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
             and ${scope.visible("RosterStay.id", grantColumns, bind)}
           order by s.earliest, s.id limit ${bind(page.first + 1)}::int) x`,
        values,
      );
      await scope.permissions.load(rows.map(({ ofCaseId }) => ofCaseId));
      // of a limited grant a read may have been left when the rows were looked up, and none when this operation came to take it
      const covered = rows.map((row) => Object.assign(new RosterStay(), row)).filter((stay) => (resourceOfRosterStay(stay).inputs ?? []).every(scope.permissions.covers));
      return grouped(requests.map(({ id }) => id), covered, ({ requestId }) => requestId);
    },
    ({ id }) => id,
  );

export const rosterCursor = ({ earliest, id }: RosterStay): string[] => [earliest.toISOString(), id];

/** The cases that the person of a stay is, in any jurisdiction; never of somebody specially protected. */
export const casesOnRoster = (scope: Scope) =>
  scope.loader<RosterStay, CaseId[]>(
    "cases on roster",
    async (stays) => {
      const rosters = [...new Set(stays.map(({ requestId }) => requestId))];
      const personsOf = (roster: RequestId): string[] => stays.filter(({ requestId }) => requestId === roster).map(({ rosterKey }) => rosterKey);
      const rows: { readonly key: string; readonly caseId: CaseId }[] = [];
      for (const roster of rosters) rows.push(...(await scope.db.query<{ readonly key: string; readonly caseId: CaseId }>(`select $1::uuid || ' ' || m.person as key, m.case_id as "caseId" from movements.cases_on_roster($1::uuid, $2::uuid[]) m`, [roster, personsOf(roster)])));
      return grouped(stays.map(keyOf), rows, ({ key }) => key).map((group) => group.map(({ caseId }) => caseId));
    },
    keyOf,
  );

const keyOf = ({ requestId, rosterKey }: RosterStay): string => `${requestId} ${rosterKey}`;
