/** The questions about clusters asked of PostgreSQL. */
import { inOrder, namedParameters, type Page, type Scope } from "@epigraph/service";
import { Cluster } from "./types.js";

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
