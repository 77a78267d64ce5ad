/** Place rosters, as asked for. */
import { connection, PageArgs, pageOf, type Scope, stubsOf } from "@epigraph/service";
import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { placeById } from "../place/store.js";
import { Place } from "../place/types.js";
import { caseById } from "../request/store.js";
import { Case, InformationRequest } from "../request/types.js";
import { CaseStub } from "../stub/types.js";
import { casesOnRoster, rosterCursor, rosterStaysOf } from "./store.js";
import { RosterStay, RosterStayConnection } from "./types.js";

@Resolver(() => InformationRequest)
export class RequestRosterResolver {
  @FieldResolver(() => RosterStayConnection, {
    nullable: true,
    description: "Of a place roster: who was at its places, in order of time, under this request's own live grant. Null for other requests; of a renewal ask it of `renewed`.",
  })
  async rosterStays(@Root() request: InformationRequest, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    if (request.kind !== "place-roster") return null;
    const page = pageOf(args, 2);
    return connection(await rosterStaysOf(scope, page).load(request), page, rosterCursor);
  }
}

@Resolver(() => RosterStay)
export class RosterStayResolver {
  @FieldResolver(() => Place, { nullable: true, description: "The place, where the provider named one that is known; null otherwise." })
  place(@Root() stay: RosterStay, @Ctx() scope: Scope) {
    return stay.placeId === null ? null : placeById(scope).load(stay.placeId);
  }

  @FieldResolver(() => [Case], { nullable: true, description: "The cases that the person is, as far as they may be seen; none when the person is not known to be one." })
  async cases(@Root() stay: RosterStay, @Ctx() scope: Scope) {
    const rows = await caseById(scope).loadMany(await casesOnRoster(scope).load(stay));
    return rows.filter((row): row is Case => row instanceof Case);
  }

  @FieldResolver(() => [CaseStub], { nullable: true, description: "Stand for the person's cases of other jurisdictions, with the agency to call." })
  async caseStubs(@Root() stay: RosterStay, @Ctx() scope: Scope) {
    const stubs = await stubsOf(scope, caseById(scope)).loadMany(await casesOnRoster(scope).load(stay));
    return stubs.filter((stub) => stub !== null);
  }
}
