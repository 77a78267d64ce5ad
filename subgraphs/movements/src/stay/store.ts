/** The questions about stays asked of PostgreSQL; every statement joins the live grants. */
import type { CaseId } from "@epigraph/authz";
import { cellsAround } from "@epigraph/epi";
import { badInput, grouped, type Page, parameters, type Scope } from "@epigraph/service";
import { evidenceOf, Stay } from "./types.js";

const sealed = "exists (select from permission.sealed_case x where x.case_id = s.case_id)";
const grantColumns = { caseId: "s.case_id", sealed, dataClass: "s.data_class", earliest: "s.earliest", latest: "s.latest" };
const columns = `s.id, s.person_key as "personKey", s.case_id as "caseId", s.request_id as "requestId", s.place_id as "placeId", s.day::text as day, s.precision, s.arrival, s.departure,
  s.earliest, s.latest, s.latitude, s.longitude, s.accuracy_metres as "accuracyMetres", s.data_class as "dataClass", s.confidence, s.source_record as "sourceRecord", ${sealed} as sealed`;

/** The most stays of one case, and of others near one case, that one request works on. */
export const stayCap = 20_000;

const asStay = (row: Stay): Stay => Object.assign(new Stay(), row);

/** In order of time. */
export const staysOf = (scope: Scope, page: Page) =>
  scope.loader<CaseId, Stay[]>(`stays ${JSON.stringify(page)}`, async (caseIds) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<Stay>(
      `select x.* from unnest(${bind(caseIds)}::uuid[]) as p(id) cross join lateral (
         select ${columns} from movements.stay s
         where s.case_id = p.id and (s.day, s.earliest, s.id) > (${bind(page.after?.[0] ?? "-infinity")}::date, ${bind(page.after?.[1] ?? "-infinity")}::timestamptz, ${bind(page.after?.[2] ?? "00000000-0000-0000-0000-000000000000")}::uuid)
           and ${scope.visible("Stay.id", grantColumns, bind)}
         order by s.day, s.earliest, s.id limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    return grouped(caseIds, await covered(scope, rows), (row) => row.caseId);
  });

export const stayCursor = (stay: Stay): string[] => [stay.day, stay.earliest.toISOString(), stay.id];

/** All stays of a case that live grants cover, in order of time. */
export const allStaysOf = (scope: Scope) => staysOf(scope, { first: stayCap, after: undefined });

/**
 * Stays of other cases that were, on the same day, at the same place as one of these or in a cell within the radius; covered by live grants of their own.
 * The exact distance and the overlap are still to be looked at.
 */
export async function staysNear(scope: Scope, mine: readonly Stay[], radiusMetres: number): Promise<Stay[]> {
  if (mine.length === 0) return [];
  const spots = mine.flatMap((stay) => cellsAround(stay, radiusMetres).map((cell) => ({ day: stay.day, cell: cell.toString() })));
  const unique = [...new Map(spots.map((spot) => [`${spot.day} ${spot.cell}`, spot])).values()];
  const places = mine.flatMap(({ day, placeId }) => (placeId === null ? [] : [{ day, placeId }]));
  const { bind, values } = parameters();
  const own = [...new Set(mine.map(({ caseId }) => caseId))];
  const rows = await scope.db.query<Stay>(
    `with near as (
       select s.person_key, s.day, s.id from unnest(${bind(unique.map(({ day }) => day))}::date[], ${bind(unique.map(({ cell }) => cell))}::bigint[]) as u(day, cell)
         join movements.stay s on s.day = u.day and s.cell = u.cell
       union
       select s.person_key, s.day, s.id from unnest(${bind(places.map(({ day }) => day))}::date[], ${bind(places.map(({ placeId }) => placeId))}::uuid[]) as u(day, place_id)
         join movements.stay s on s.day = u.day and s.place_id = u.place_id)
     select ${columns} from near n join movements.stay s on s.person_key = n.person_key and s.day = n.day and s.id = n.id
     where s.case_id <> all(${bind(own)}::uuid[]) and ${scope.visible("Stay.id", grantColumns, bind)}
     order by s.day, s.earliest, s.id limit ${stayCap + 1}`,
    values,
  );
  if (rows.length > stayCap) throw badInput(`more than ${stayCap} stays of others lie within the radius: ask for a smaller \`radiusMetres\``);
  return covered(scope, rows);
}

/** Of a limited grant a read may have been left when the rows were looked up, and none when this operation came to take it. */
async function covered(scope: Scope, rows: readonly Stay[]): Promise<Stay[]> {
  await scope.permissions.load(rows.map(({ caseId }) => caseId));
  return rows.map(asStay).filter((stay) => scope.permissions.covers(evidenceOf(stay)));
}
