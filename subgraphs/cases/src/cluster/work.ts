/** What is done with named clusters: naming, changing, cases in and out, and what sources count. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, LocalDate, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Int, Mutation, Resolver, Root } from "type-graphql";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { settings } from "../exposure/words.js";
import { historyOf, stepCursor, takeStep } from "../step/store.js";
import { WorkStepConnection } from "../step/types.js";
import { checkedPast, checkedText, checkedWord, given, listed, reasonWords, told } from "../step/words.js";
import { clusterById, countsOf } from "./store.js";
import { Cluster, ClusterCountConnection } from "./types.js";

const nameCap = 200;

@InputType({ description: "What is said of a cluster; when it is changed, what is not given stays." })
export class ClusterInput {
  @Field(() => String, { nullable: true, description: "Name in Korean; needed of a new one." })
  nameKo?: string | null;

  @Field(() => String, { nullable: true, description: "Name in English; needed of a new one." })
  nameEn?: string | null;

  @Field(() => ID, { nullable: true, description: "The place at its centre, by its opaque id." })
  place?: string | null;

  @Field(() => String, { nullable: true, description: `Kind of setting: ${listed(settings)}.` })
  setting?: string | null;
}

@Resolver(() => Cluster)
export class ClusterWorkResolver {
  @Mutation(() => Cluster, { nullable: true, description: "Names a cluster of the own jurisdiction." })
  async nameCluster(@Arg("regionCode", () => ID, { description: "Where it is." }) regionCode: string, @Arg("cluster", () => ClusterInput, { description: "What is known of it." }) input: ClusterInput, @Ctx() scope: Scope) {
    const details = checked(input);
    if (["nameKo", "nameEn"].some((name) => !(name in details))) throw badInput("a cluster needs `nameKo` and `nameEn`");
    const id = randomUUID();
    await takeStep(scope, { action: "nameCluster", subject: id, regionCode, details });
    return clusterById(scope).load(id);
  }

  @Mutation(() => Cluster, { nullable: true, description: "Changes what is known of a cluster, with a reason." })
  async updateCluster(@Arg("cluster", () => ID, { description: "The cluster's opaque id." }) id: string, @Arg("change", () => ClusterInput, { description: "What changes." }) change: ClusterInput, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const details = checked(change);
    if (Object.keys(details).length === 0) throw badInput("`change` says nothing: give what changes");
    const { id: cluster } = await found(scope, id);
    await takeStep(scope, { action: "updateCluster", subject: cluster, details, reason: checkedText("reason", reason) });
    return clusterById(scope).clear(cluster).load(cluster);
  }

  @Mutation(() => Case, { nullable: true, description: "Puts a case into a cluster, out of the one that it was in." })
  async addToCluster(@Arg("case", () => ID, { description: "The case's opaque id." }) caseId: string, @Arg("cluster", () => ID, { description: "The cluster's opaque id." }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await caseOf(scope, caseId);
    const { id: cluster } = await found(scope, id);
    if (row.clusterId === cluster) throw badInput("the case belongs to this cluster already");
    await takeStep(scope, { action: "addToCluster", subject: cluster, caseId: row.id, reason: checkedText("reason", reason) });
    return caseById(scope).load(row.id);
  }

  @Mutation(() => Case, { nullable: true, description: "Takes a case out of its cluster; that it was there stays in the history." })
  async removeFromCluster(@Arg("case", () => ID, { description: "The case's opaque id." }) caseId: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await caseOf(scope, caseId);
    if (row.clusterId === null) throw badInput("the case belongs to no cluster");
    await takeStep(scope, { action: "removeFromCluster", subject: row.clusterId, caseId: row.id, reason: checkedText("reason", reason) });
    return caseById(scope).load(row.id);
  }

  @Mutation(() => Cluster, { nullable: true, description: "Records how many cases a source counts in a cluster on a day; a second time for the same day replaces the count, and both stay in the history." })
  async recordClusterCount(@Arg("cluster", () => ID, { description: "The cluster's opaque id." }) id: string, @Arg("source", () => String, { description: "Who counts, such as `kdca-briefing`; up to 200 characters." }) source: string, @Arg("day", () => LocalDate, { description: "The day of the count, up to today." }) day: string, @Arg("count", () => Int, { description: "How many, 0 to 1,000,000." }) count: number, @Ctx() scope: Scope) {
    if (count < 0 || count > 1_000_000) throw badInput("`count` must be between 0 and 1000000");
    const { id: cluster } = await found(scope, id);
    await takeStep(scope, { action: "recordClusterCount", subject: cluster, details: { source: checkedText("source", source, 200), day: checkedPast("day", day, scope), count } });
    return clusterById(scope).clear(cluster).load(cluster);
  }

  @FieldResolver(() => ClusterCountConnection, { nullable: true, description: "How many cases each source counted in it, latest day first." })
  async reportedCounts(@Root() cluster: Cluster, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await countsOf(scope, page).load(cluster.id), page, ({ day, source }) => [day, source]);
  }

  @FieldResolver(() => WorkStepConnection, { nullable: true, description: "What was done that you may see, latest first." })
  async history(@Root() cluster: Cluster, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await historyOf(scope, "subject", page).load(cluster.id), page, stepCursor);
  }
}

/** @throws ClientError NOT_FOUND */
async function found(scope: Scope, id: string): Promise<Cluster> {
  const row = await clusterById(scope).load(parseId(id, "cluster"));
  if (!row) throw notFound("cluster");
  return row;
}

async function caseOf(scope: Scope, id: string): Promise<Case> {
  const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
  if (!row) throw notFound("case");
  return row;
}

/** @throws ClientError BAD_USER_INPUT */
const checked = (input: ClusterInput): Readonly<Record<string, unknown>> =>
  given({
    nameKo: !told(input.nameKo) ? undefined : checkedText("nameKo", input.nameKo, nameCap),
    nameEn: !told(input.nameEn) ? undefined : checkedText("nameEn", input.nameEn, nameCap),
    place: !told(input.place) ? undefined : parseId(input.place, "place"),
    setting: checkedWord("setting", input.setting, settings),
  });
