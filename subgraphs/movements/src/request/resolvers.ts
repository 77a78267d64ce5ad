/** Information requests, as asked for. */
import type { RequestId } from "@epigraph/authz";
import { connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { requestById, requestsOf } from "./store.js";
import { Case, InformationRequest, InformationRequestConnection } from "./types.js";

@Resolver(() => InformationRequest)
export class InformationRequestResolver {
  @Query(() => InformationRequest, { nullable: true, description: "An information request by its id." })
  async informationRequest(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const found = await requestById(scope).load(parseId<RequestId>(id));
    if (!found) throw notFound("information request");
    return found;
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case it was made for." })
  case(@Root() request: InformationRequest) {
    return request.ofCase;
  }
}

@Resolver(() => Case)
export class CaseRequestsResolver {
  @FieldResolver(() => InformationRequestConnection, { nullable: true, description: "The requests for data made for this case." })
  async informationRequests(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await requestsOf(scope, page).load(row.id), page, ({ id }) => [id]);
  }
}
