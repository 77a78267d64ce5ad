/** What has arrived for a case, as asked for and as followed live. */
import { badInput, connection, DateTime, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Case, InformationRequest } from "../request/types.js";
import { requestById } from "../request/store.js";
import { arrivalCursor, arrivalsOf } from "./store.js";
import { StayArrival, StayArrivalConnection } from "./types.js";

@Resolver(() => Case)
export class CaseArrivalsResolver {
  @FieldResolver(() => StayArrivalConnection, { nullable: true, description: "What has arrived for the case under live grants of yours, in the order in which it did: give the last `cursor` as `after` to get what came since." })
  async stayArrivals(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Arg("since", () => DateTime, { nullable: true, description: "Arrived at this moment or later." }) since: Date | undefined | null, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    if (page.after !== undefined && !/^[0-9]{1,18}$/.test(page.after[0] ?? "")) throw badInput("`after` is not a cursor of this list: use the `cursor` of the entry before");
    return connection(await arrivalsOf(scope, since ?? undefined, page).load(row.id), page, arrivalCursor);
  }
}

@Resolver(() => StayArrival)
export class StayArrivalResolver {
  @FieldResolver(() => InformationRequest, { nullable: true, description: "The information request under which it came." })
  request(@Root() arrival: StayArrival, @Ctx() scope: Scope) {
    return requestById(scope).load(arrival.requestId);
  }
}
