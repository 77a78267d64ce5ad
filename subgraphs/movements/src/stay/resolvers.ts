/** Stays, as asked for. */
import { connection, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { placeById } from "../place/store.js";
import { Place } from "../place/types.js";
import { caseById, requestById } from "../request/store.js";
import { Case, InformationRequest } from "../request/types.js";
import { stayCursor, staysOf } from "./store.js";
import { Stay, StayConnection } from "./types.js";

@Resolver(() => Stay)
export class StayResolver {
  @FieldResolver(() => Case, { nullable: true, description: "The case whose stay it is." })
  case(@Root() stay: Stay, @Ctx() scope: Scope) {
    return caseById(scope).load(stay.caseId);
  }

  @FieldResolver(() => Place, { nullable: true, description: "The place; null for homes and unknown positions." })
  place(@Root() stay: Stay, @Ctx() scope: Scope) {
    return stay.placeId === null ? null : placeById(scope).load(stay.placeId);
  }

  @FieldResolver(() => InformationRequest, { nullable: true, description: "The information request under which it came; there is no stay without one." })
  request(@Root() stay: Stay, @Ctx() scope: Scope) {
    return requestById(scope).load(stay.requestId);
  }
}

@Resolver(() => Case)
export class CaseStaysResolver {
  @FieldResolver(() => StayConnection, { nullable: true, description: "The stays of the case that live grants cover, in order of time." })
  async stays(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 3);
    return connection(await staysOf(scope, page).load(row.id), page, stayCursor);
  }
}
