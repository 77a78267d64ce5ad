/** The questions about regions asked of PostgreSQL. */
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { Region, type RegionStatistic } from "./types.js";

export type RegionFilter = { readonly level?: string | undefined; readonly parentCode?: string | undefined };
/** Days as `YYYY-MM-DD`, both included. */
export type Days = { readonly from?: string | undefined; readonly to?: string | undefined };

export const regionByCode = (scope: Scope) =>
  scope.loader<string, Region | null>("region", async (codes) => {
    const manager = await scope.db.manager();
    const rows = await manager.createQueryBuilder(Region, "r").where("r.code = any(:codes)", { codes }).getMany();
    return inOrder(codes, rows, (row) => row.code);
  });

export async function listRegions(scope: Scope, filter: RegionFilter, page: Page): Promise<Region[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(Region, "r").where("r.code > " + bind(page.after?.[0] ?? ""));
  if (filter.level !== undefined) query.andWhere("r.level = " + bind(filter.level));
  if (filter.parentCode !== undefined) query.andWhere("r.parent_code = " + bind(filter.parentCode));
  return query.setParameters(values).orderBy("r.code").limit(page.first + 1).getMany();
}

/** Newest day first. */
export const statisticsOf = (scope: Scope, days: Days, page: Page) =>
  scope.loader<string, RegionStatistic[]>(`statistics ${JSON.stringify([days, page])}`, async (codes) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<RegionStatistic>(
      `select x.* from unnest(${bind(codes)}::text[]) as p(code) cross join lateral (
         select s.region_code as "regionCode", s.day::text as day, s.confirmed, s.released, s.deceased, s.source_system as source
         from cases.region_statistics s
         where s.region_code = p.code
           and (s.day, s.source_system) < (${bind(page.after?.[0] ?? "infinity")}::date, ${bind(page.after?.[1] ?? "")})
           and s.day between ${bind(days.from ?? "-infinity")}::date and ${bind(days.to ?? "infinity")}::date
         order by s.day desc, s.source_system desc limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    return grouped(codes, rows, (row) => row.regionCode);
  });
