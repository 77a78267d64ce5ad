/** What has arrived for a case, asked of PostgreSQL, which tells it to who holds a live grant for it. Not the stays: see ../stay/store.ts. */
import type { CaseId } from "@epigraph/authz";
import { grouped, type Page, type Scope } from "@epigraph/service";
import { StayArrival } from "./types.js";

/** In the order in which their files were whole. `since`: or later, for who has seen none. */
export const arrivalsOf = (scope: Scope, since: Date | undefined, page: Page) =>
  scope.loader<CaseId, StayArrival[]>(`stay arrivals ${JSON.stringify([since, page])}`, async (cases) => {
    const after = page.after?.[0] ?? String(since === undefined ? 0 : since.getTime() * 1_000 - 1);
    const rows = await scope.db.query<StayArrival>(
      `select a.id, a.case_id as "caseId", a.person_key as "personKey", a.sealed, a.request_id as "requestId", a.data_class as "dataClass", a.window_from as "windowFrom", a.window_to as "windowTo", a.stays as "staysStored", a.arrived_at as "arrivedAt", a.position::text as position
       from movements.stay_arrivals($1::uuid[], $2::bigint, $3::int) a`,
      [cases, after, page.first + 1],
    );
    await scope.permissions.load(rows.map(({ caseId }) => caseId));
    return grouped(cases, rows.map((row) => Object.assign(new StayArrival(), row)), ({ caseId }) => caseId);
  });

export const arrivalCursor = ({ position }: StayArrival): string[] => [position];
