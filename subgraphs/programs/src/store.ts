/** The questions about support programs asked of PostgreSQL. */
import { provinceOf, type RegionCode } from "@epigraph/authz";
import { inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { SupportProgram } from "./types.js";

const columns = { published: "s.published", agency: "s.agency" };
const beforeAll = "00000000-0000-0000-0000-000000000000";

export const programById = (scope: Scope) =>
  scope.loader<string, SupportProgram | null>("program", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager
      .createQueryBuilder(SupportProgram, "s")
      .where(`s.id = any(${bind(ids)}::uuid[]) and ${scope.visible("SupportProgram.id", columns, bind)}`, values)
      .getMany();
    return inOrder(ids, rows, (row) => row.id);
  });

export async function listPrograms(scope: Scope, regionCode: string | undefined, page: Page): Promise<SupportProgram[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(SupportProgram, "s").where(`s.id > ${bind(page.after?.[0] ?? beforeAll)}::uuid and ${scope.visible("SupportProgram.id", columns, bind)}`);
  if (regionCode !== undefined) query.andWhere(`s.region_code = any(${bind(offeredIn(regionCode))}::text[])`);
  return query.setParameters(values).orderBy("s.id").limit(page.first + 1).getMany();
}

/** Those of the municipality itself and those of its province. */
export const programsOfRegion = (scope: Scope, page: Page) =>
  scope.loader<string, SupportProgram[]>(`programs of region ${JSON.stringify(page)}`, async (codes) => {
    const { bind, values } = parameters();
    const found = await scope.db.query<{ id: string; region: string }>(
      `select x.id, p.code as region from unnest(${bind(codes)}::text[]) as p(code) cross join lateral (
         select s.id from programs.support_program s
         where s.region_code in (p.code, rpad(left(p.code, 2), 10, '0')) and s.id > ${bind(page.after?.[0] ?? beforeAll)}::uuid and ${scope.visible("SupportProgram.id", columns, bind)}
         order by s.id limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const rows = await programById(scope).loadMany(found.map(({ id }) => id));
    return codes.map((code) => found.flatMap(({ region }, index) => (region === code && rows[index] instanceof SupportProgram ? [rows[index]] : [])));
  });

const offeredIn = (regionCode: string): string[] => [regionCode, provinceOf(regionCode as RegionCode)];
