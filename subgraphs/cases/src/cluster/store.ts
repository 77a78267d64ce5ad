/** The questions about clusters asked of PostgreSQL. */
import { grouped, inOrder, namedParameters, type Page, parameters, type Scope } from "@epigraph/service";
import { Cluster, type ClusterCount } from "./types.js";

export const clusterById = (scope: Scope) =>
  scope.loader<string, Cluster | null>("cluster", async (ids) => {
    const manager = await scope.db.manager();
    const rows = await manager.createQueryBuilder(Cluster, "k").where("k.id = any(:ids)", { ids }).getMany();
    return inOrder(ids, rows, (row) => row.id);
  });

export async function listClusters(scope: Scope, regionCode: string | undefined, page: Page): Promise<Cluster[]> {
  const manager = await scope.db.manager();
  const { bind, values } = namedParameters();
  const query = manager.createQueryBuilder(Cluster, "k").where(`k.id > ${bind(page.after?.[0] ?? "00000000-0000-0000-0000-000000000000")}::uuid`);
  if (regionCode !== undefined) query.andWhere(`k.region_code = ${bind(regionCode)}`);
  return query.setParameters(values).orderBy("k.id").limit(page.first + 1).getMany();
}

/** Latest day first. */
export const countsOf = (scope: Scope, page: Page) =>
  scope.loader<string, ClusterCount[]>(`cluster counts ${JSON.stringify(page)}`, async (ids) => {
    const { bind, values } = parameters();
    const rows = await scope.db.query<ClusterCount & { readonly cluster: string }>(
      `select x.* from unnest(${bind(ids)}::uuid[]) as p(id) cross join lateral (
         select n.cluster_id as cluster, n.source, n.day::text as day, n.count from cases.cluster_count n
         where n.cluster_id = p.id and (n.day, n.source) < (${bind(page.after?.[0] ?? "infinity")}::date, ${bind(page.after?.[1] ?? "")})
         order by n.day desc, n.source desc limit ${bind(page.first + 1)}::int) x`,
      values,
    );
    return grouped(ids, rows, ({ cluster }) => cluster);
  });
