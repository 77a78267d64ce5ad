/** The questions about clinics asked of PostgreSQL. */
import { inOrder, namedParameters, type Page, parameters, type Scope, grouped } from "@epigraph/service";
import { Clinic } from "./types.js";

const columns = { published: "c.published", agency: "c.agency" };
const beforeAll = "00000000-0000-0000-0000-000000000000";

export const clinicById = (scope: Scope) =>
  scope.loader<string, Clinic | null>("clinic", async (ids) => {
    const manager = await scope.db.manager();
    const { bind, values } = namedParameters();
    const rows = await manager.createQueryBuilder(Clinic, "c").where(`c.id = any(${bind(ids)}::uuid[]) and ${scope.visible("Clinic.id", columns, bind)}`, values).getMany();
    return inOrder(ids, rows, (row) => row.id);
  });

export async function listClinics(scope: Scope, regionCode: string | undefined, page: Page): Promise<Clinic[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(Clinic, "c").where(`c.id > ${bind(page.after?.[0] ?? beforeAll)}::uuid and ${scope.visible("Clinic.id", columns, bind)}`);
  if (regionCode !== undefined) query.andWhere(`c.region_code = ${bind(regionCode)}`);
  return query.setParameters(values).orderBy("c.id").limit(page.first + 1).getMany();
}

export const clinicsOfRegion = (scope: Scope, page: Page) =>
  scope.loader<string, Clinic[]>(`clinics of region ${JSON.stringify(page)}`, async (codes) => {
    const { bind, values } = parameters();
    const found = await scope.db.query<{ id: string; region: string }>(
      `select x.id, p.code as region from unnest(${bind(codes)}::text[]) as p(code) cross join lateral (
         select c.id from clinics.clinic c
         where c.region_code = p.code and c.id > ${bind(page.after?.[0] ?? beforeAll)}::uuid and ${scope.visible("Clinic.id", columns, bind)}
         order by c.id limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    const rows = await clinicById(scope).loadMany(found.map(({ id }) => id));
    return grouped(codes, rows.filter((row): row is Clinic => row instanceof Clinic), (row) => row.regionCode);
  });

/** Overwrites what was reported before. */
export async function reportCrowding(scope: Scope, clinic: Clinic, crowding: string): Promise<Clinic> {
  const at = new Date(scope.now);
  await scope.db.query(`update clinics.clinic set crowding = $2, crowding_reported_at = $3 where id = $1`, [clinic.id, crowding, at]);
  return Object.assign(new Clinic(), clinic, { crowding, crowdingReportedAt: at });
}
