/** Emergency access, as it is opened, reviewed and overseen. */
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { wordsCap, wordsOf } from "../request/input.js";
import { caseById } from "../request/store.js";
import { Case } from "../request/types.js";
import { Agency } from "../stub/types.js";
import { emergencyById, emergencyCursor, listEmergencies, openEmergency, reviewEmergency } from "./store.js";
import { EmergencyAccess, EmergencyAccessConnection, EmergencyVerdict } from "./types.js";

/** A reason that can be judged has some words. */
const reasonLeast = 20;

@Resolver(() => EmergencyAccess)
export class EmergencyAccessResolver {
  @Query(() => EmergencyAccess, { nullable: true, description: "An emergency access by its id." })
  async emergencyAccess(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return (await emergencyById(scope).load(parseId(id))) ?? notThere();
  }

  @Query(() => EmergencyAccessConnection, { nullable: true, description: "Emergency accesses, latest first." })
  async emergencyAccesses(@Args(() => PageArgs) args: PageArgs, @Arg("waiting", () => Boolean, { defaultValue: false, description: "Only those that were not reviewed yet." }) waiting: boolean, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listEmergencies(scope, waiting, page), page, emergencyCursor);
  }

  @Mutation(() => EmergencyAccess, { nullable: true, description: "Opens, for 30 minutes, what was already provided for a case, to be looked at. The security officer is told at once; another person reviews it within a day." })
  async openEmergencyAccess(
    @Arg("case", () => ID, { description: "The case's opaque id." }) id: string,
    @Arg("reason", () => String, { description: `What the emergency is, in ${reasonLeast} to ${wordsCap} characters: no names.` }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const words = wordsOf(reason, "reason");
    if (words.length < reasonLeast) throw badInput(`\`reason\` must have ${reasonLeast} characters at least: say what the emergency is`);
    const opened = await openEmergency(scope, parseId<CaseId>(id, "case"), words);
    scope.refer("break-glass", opened);
    return await emergencyById(scope).load(opened);
  }

  @Mutation(() => EmergencyAccess, { nullable: true, description: "Reviews an emergency access of somebody else." })
  async reviewEmergencyAccess(
    @Arg("id", () => ID, { description: "Its opaque id." }) id: string,
    @Arg("verdict", () => EmergencyVerdict, { description: "What you found." }) verdict: EmergencyVerdict,
    @Arg("review", () => String, { description: `Why, in 1 to ${wordsCap} characters: no names.` }) review: string,
    @Ctx() scope: Scope,
  ) {
    return await reviewEmergency(scope, parseId(id), verdict, wordsOf(review, "review"));
  }

  @FieldResolver(() => String, { nullable: true, description: "`open`, `awaiting-review`, `review-overdue` or `reviewed`." })
  state(@Root() { reviewedAt, until, reviewDueAt }: EmergencyAccess, @Ctx() scope: Scope): string {
    if (reviewedAt !== null) return "reviewed";
    if (scope.now < until.getTime()) return "open";
    return scope.now < reviewDueAt.getTime() ? "awaiting-review" : "review-overdue";
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case; null when it may not be seen." })
  case(@Root() access: EmergencyAccess, @Ctx() scope: Scope) {
    return caseById(scope).load(access.caseId);
  }

  @FieldResolver(() => Agency, { nullable: true, description: "The account's agency." })
  agency(@Root() access: EmergencyAccess) {
    return Object.assign(new Agency(), { id: access.agencyId });
  }
}

function notThere(): never {
  throw notFound("emergency access");
}
