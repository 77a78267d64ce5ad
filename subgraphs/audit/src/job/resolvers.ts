/** Jobs, as who asked for them follows and cancels them, and as administrators do. */
import { cancel } from "@epigraph/jobs";
import { badInput, connection, DateTime, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { jobById, jobsChanged, listJobs } from "./store.js";
import { Job, JobConnection } from "./types.js";

@Resolver(() => Job)
export class JobResolver {
  @Query(() => Job, { nullable: true, description: "A job by its id." })
  async job(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return await known(scope, parseId(id));
  }

  @Query(() => JobConnection, { nullable: true, description: "The own jobs, or for an administrator all of them, latest first. Those that are over are kept for 30 days." })
  async jobs(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listJobs(scope, page), page, ({ askedAt, id }) => [askedAt.toISOString(), id]);
  }

  @Query(() => JobConnection, { nullable: true, description: "The own jobs in the order in which they last changed: give the last `cursor` as `after` to get those that changed since." })
  async jobChanges(@Args(() => PageArgs) args: PageArgs, @Arg("since", () => DateTime, { nullable: true, description: "Changed at this moment or later." }) since: Date | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    if (page.after !== undefined && !/^[0-9]{1,18}$/.test(page.after[0] ?? "")) throw badInput("`after` is not a cursor of this list: use the `cursor` of the entry before");
    return connection(await jobsChanged(scope, since, page), page, ({ position }) => [position]);
  }

  @Mutation(() => Job, { nullable: true, description: "Cancels an own job, or as an administrator any: one that waits at once, one that runs within a second." })
  async cancelJob(@Arg("job", () => ID, { description: "Its id." }) id: string, @Ctx() scope: Scope) {
    const answer = await cancel(scope.db, parseId(id, "job"));
    if (answer === "unknown") throw notFound("job");
    if (answer === "over") throw badInput("the job is over, or was cancelled already");
    scope.refer("job", id);
    jobById(scope).clear(id);
    return await known(scope, id);
  }
}

async function known(scope: Scope, id: string): Promise<Job> {
  const found = await jobById(scope).load(id);
  if (found === null) throw notFound("job");
  return found;
}
