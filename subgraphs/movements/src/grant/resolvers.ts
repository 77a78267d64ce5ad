/** Grants, as those who hold, oversee or revoke them ask for them. */
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { wordsCap, wordsOf } from "../request/input.js";
import { requestById } from "../request/store.js";
import { InformationRequest } from "../request/types.js";
import { grantById, grantCursor, grantsOf, ownGrants, revokeGrant } from "./store.js";
import { Grant, GrantConnection } from "./types.js";

@Resolver(() => Grant)
export class GrantResolver {
  @Query(() => GrantConnection, { nullable: true, description: "The grants that you hold or held, the one that ends last first." })
  async grants(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await ownGrants(scope, page), page, grantCursor);
  }

  @Mutation(() => Grant, { nullable: true, description: "Revokes a grant: nothing is read under it any more. By who holds it, or by an approver." })
  async revokeGrant(@Arg("grant", () => ID, { description: "Its opaque id." }) id: string, @Arg("reason", () => String, { description: `Why, in 1 to ${wordsCap} characters: no names.` }) reason: string, @Ctx() scope: Scope) {
    const grant = await grantById(scope).load(parseId(id, "grant"));
    if (!grant) throw notFound("grant");
    if (grant.revokedAt !== null) throw badInput("the grant was revoked already");
    scope.refer("grant", grant.id);
    return await revokeGrant(scope, grant, wordsOf(reason, "reason"));
  }

  @FieldResolver(() => InformationRequest, { nullable: true, description: "The request that it came of." })
  request(@Root() grant: Grant, @Ctx() scope: Scope) {
    return requestById(scope).load(grant.requestId as InformationRequest["id"]);
  }
}

@Resolver(() => InformationRequest)
export class RequestGrantsResolver {
  @FieldResolver(() => [Grant], { nullable: true, description: "The grants that came of it." })
  grants(@Root() request: InformationRequest, @Ctx() scope: Scope) {
    return grantsOf(scope).load(request.id);
  }
}
