/** Plans of purges, as asked for, approved, confirmed and refused. Made and carried out on the command line: see docs/purge.md. */
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { stepsOf } from "../disease/store.js";
import { PolicyStep } from "../disease/types.js";
import { reasonWords, writtenIn } from "../given.js";
import { closedTo } from "../transitions.js";
import { listPurgePlans, purgePlanById, takePurgeStep } from "./store.js";
import { PurgePlan, PurgePlanConnection } from "./types.js";

const steps = "policy.purge_plan_step";
const its = "The plan's opaque id.";
const hashWords = "The plan's `planHash`, as it was read.";

@Resolver(() => PurgePlan)
export class PurgeResolver {
  @Query(() => PurgePlanConnection, { nullable: true, description: "Plans of purges, latest first." })
  async purgePlans(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listPurgePlans(scope, page), page, ({ plannedAt, id }) => [plannedAt.toISOString(), id]);
  }

  @Mutation(() => PurgePlan, { nullable: true, description: "Approves a plan, for the owners of the information. A system administrator confirms it then." })
  async approvePurge(@Arg("plan", () => ID, { description: its }) id: string, @Arg("planHash", () => String, { description: hashWords }) hash: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "approve", null, hash);
  }

  @Mutation(() => PurgePlan, { nullable: true, description: "Confirms a plan that an approver approved: it may be carried out." })
  async confirmPurge(@Arg("plan", () => ID, { description: its }) id: string, @Arg("planHash", () => String, { description: hashWords }) hash: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "confirm", null, hash);
  }

  @Mutation(() => PurgePlan, { nullable: true, description: "Refuses a plan that was not carried out yet, whoever approved it." })
  async refusePurge(@Arg("plan", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: `Why, ${reasonWords}.` }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "refuse", writtenIn("reason", reason), null);
  }

  @FieldResolver(() => [PolicyStep], { nullable: true, description: "Who approved, confirmed or refused it, oldest first." })
  steps(@Root() { id }: PurgePlan, @Ctx() scope: Scope) {
    return stepsOf(scope, steps).load(id);
  }
}

async function stepped(scope: Scope, given: string, step: string, reason: string | null, hash: string | null): Promise<PurgePlan> {
  const plan = await known(scope, parseId(given, "plan"));
  const taken = await stepsOf(scope, steps).load(plan.id);
  const closed = closedTo("purge", plan.state, step, scope.principal.account, taken.at(-1)?.by);
  if (closed !== undefined) throw badInput(closed);
  if (hash !== null && hash !== plan.planHash) throw badInput("`planHash` is not this plan's: read the plan again, then give back what you approve");
  scope.refer("reason", await takePurgeStep(scope, plan.id, step, reason, hash));
  purgePlanById(scope).clear(plan.id);
  stepsOf(scope, steps).clear(plan.id);
  return await known(scope, plan.id);
}

async function known(scope: Scope, id: string): Promise<PurgePlan> {
  const found = await purgePlanById(scope).load(id);
  if (!found) throw notFound("plan");
  return found;
}
