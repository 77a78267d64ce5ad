/** Named clusters, as asked for. */
import { connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { casesOfCluster } from "../case/store.js";
import { CaseConnection } from "../case/types.js";
import { regionByCode } from "../region/store.js";
import { Region } from "../region/types.js";
import { clusterById, listClusters } from "./store.js";
import { Cluster, ClusterConnection, Place } from "./types.js";

@Resolver(() => Cluster)
export class ClusterResolver {
  @Query(() => Cluster, { nullable: true, description: "A named cluster by its id." })
  async cluster(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const found = await clusterById(scope).load(parseId(id));
    if (!found) throw notFound("cluster");
    return found;
  }

  @Query(() => ClusterConnection, { nullable: true, description: "Named clusters." })
  async clusters(@Args(() => PageArgs) args: PageArgs, @Arg("regionCode", () => ID, { nullable: true, description: "Only those of this municipality." }) regionCode: string | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await listClusters(scope, regionCode, page), page, ({ id }) => [id]);
  }

  @FieldResolver(() => Region, { nullable: true, description: "Where the cluster is." })
  region(@Root() cluster: Cluster, @Ctx() scope: Scope) {
    return cluster.regionCode === null ? null : regionByCode(scope).load(cluster.regionCode);
  }

  @FieldResolver(() => Place, { nullable: true, description: "The place at its centre." })
  place(@Root() cluster: Cluster) {
    return cluster.placeId === null ? null : Object.assign(new Place(), { id: cluster.placeId });
  }

  @FieldResolver(() => CaseConnection, { nullable: true, description: "Those of its cases that you may see." })
  async cases(@Root() cluster: Cluster, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await casesOfCluster(scope, page).load(cluster.id), page, ({ id }) => [id]);
  }
}
