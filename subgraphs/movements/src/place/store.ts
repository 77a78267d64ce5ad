/** The questions about places asked of PostgreSQL. */
import { grouped, inOrder, type Page, parameters, type Scope } from "@epigraph/service";
import { Place } from "./types.js";

export const placeById = (scope: Scope) =>
  scope.loader<string, Place | null>("place", async (ids) => {
    const manager = await scope.db.manager();
    const rows = await manager.createQueryBuilder(Place, "p").where("p.id = any(:ids)", { ids }).getMany();
    return inOrder(ids, rows, (row) => row.id);
  });

export const placesOfRegion = (scope: Scope, page: Page) =>
  scope.loader<string, Place[]>(`places of region ${JSON.stringify(page)}`, async (codes) => {
    const { bind, values } = parameters();
    const found = await scope.db.query<{ id: string; region: string }>(
      `select x.id, p.code as region from unnest(${bind(codes)}::text[]) as p(code) cross join lateral (
         select l.id from movements.place l
         where l.region_code = p.code and l.id > ${bind(page.after?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid
         order by l.id limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const rows = await placeById(scope).loadMany(found.map(({ id }) => id));
    return grouped<string, Place>(codes, rows.filter((row): row is Place => row instanceof Place), (row) => row.regionCode ?? "");
  });
