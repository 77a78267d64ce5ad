/** Path, co-presences and likely sources, as asked for. */
import { badInput, connectionInMemory, PageArgs, pageOf, type Scope, stubsOf } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { placeById } from "../place/store.js";
import { Place } from "../place/types.js";
import { caseById } from "../request/store.js";
import { Case } from "../request/types.js";
import { CaseStub } from "../stub/types.js";
import { coPresenceDefaults, coPresencesOf, likelySourcesOf, pathOf } from "./store.js";
import { CoPresence, CoPresenceConnection, LikelySource, LikelySourceConnection, PathStop, PathStopConnection } from "./types.js";

/** Beyond this a look-up by cell finds a whole quarter of the city. */
const radiusCapMetres = 500;

@Resolver(() => Case)
export class TracingResolver {
  @FieldResolver(() => PathStopConnection, { nullable: true, description: "The case's path (동선): its stays of all sources brought together, in order of time." })
  async path(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    return connectionInMemory(await pathOf(scope, row), pageOf(args, 1));
  }

  @FieldResolver(() => CoPresenceConnection, { nullable: true, description: "Who was where the case was, as far as live grants on both sides cover it." })
  async coPresences(
    @Root() row: Case,
    @Args(() => PageArgs) args: PageArgs,
    @Arg("radiusMetres", () => Int, { defaultValue: coPresenceDefaults.radiusMetres, description: `How far apart, in metres; 0 to ${radiusCapMetres}.` }) radiusMetres: number,
    @Arg("minimumMinutes", () => Int, { defaultValue: coPresenceDefaults.minimumMinutes, description: "Least time together, in minutes, where hours are known." }) minimumMinutes: number,
    @Ctx() scope: Scope,
  ) {
    const page = pageOf(args, 1);
    if (radiusMetres < 0 || radiusMetres > radiusCapMetres) throw badInput(`\`radiusMetres\` must be between 0 and ${radiusCapMetres}`);
    if (minimumMinutes < 0 || minimumMinutes > 1440) throw badInput("`minimumMinutes` must be between 0 and 1440");
    return connectionInMemory(await coPresencesOf(scope, { radiusMetres, minimumMinutes }).load(row), page);
  }

  @FieldResolver(() => LikelySourceConnection, { nullable: true, description: "Who may have infected the case, best first: serial interval x same region, a baseline." })
  async likelySources(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    return connectionInMemory(await likelySourcesOf(scope, row), pageOf(args, 1));
  }
}

@Resolver(() => PathStop)
export class PathStopResolver {
  @FieldResolver(() => Place, { nullable: true, description: "The place; null for homes and unknown positions." })
  place(@Root() stop: PathStop, @Ctx() scope: Scope) {
    return stop.placeId === null ? null : placeById(scope).load(stop.placeId);
  }
}

@Resolver(() => CoPresence)
export class CoPresenceResolver {
  @FieldResolver(() => Case, { nullable: true, description: "The other case; null when it may not be seen." })
  otherCase(@Root() meeting: CoPresence, @Ctx() scope: Scope) {
    return caseById(scope).load(meeting.otherStay.caseId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "Stands for a case of another jurisdiction; null when `otherCase` may be seen." })
  otherCaseStub(@Root() meeting: CoPresence, @Ctx() scope: Scope) {
    return stubsOf(scope, caseById(scope)).load(meeting.otherStay.caseId);
  }

  @FieldResolver(() => Place, { nullable: true, description: "The place, where the other case's stay names one." })
  place(@Root() meeting: CoPresence, @Ctx() scope: Scope) {
    return meeting.otherStay.placeId === null ? null : placeById(scope).load(meeting.otherStay.placeId);
  }
}

@Resolver(() => LikelySource)
export class LikelySourceResolver {
  @FieldResolver(() => Case, { nullable: true, description: "The candidate; null for `outside`." })
  case(@Root() source: LikelySource, @Ctx() scope: Scope) {
    return source.candidate === null ? null : caseById(scope).load(source.candidate.id);
  }
}
