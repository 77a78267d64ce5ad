/** Possible duplicates, as a national steward sees and answers them; and what their owners are told once a steward has said that two cases are of one person. */
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { CaseStub } from "../agency/types.js";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { takeStep } from "../disease/store.js";
import { isGiven, listed, oneOf, reasonWords, writtenIn } from "../given.js";
import { closedTo } from "../transitions.js";
import { listReviews, reviewById, samePersonStubsOf } from "./store.js";
import { DuplicateReview, DuplicateReviewConnection, reviewStates } from "./types.js";

const answers = ["same-person", "different-persons"] as const;

@Resolver(() => DuplicateReview)
export class DuplicateReviewResolver {
  @Query(() => DuplicateReviewConnection, { nullable: true, description: "Possible duplicates that wait for a steward, longest wait first; or those that were answered." })
  async duplicateReviews(@Args(() => PageArgs) args: PageArgs, @Arg("state", () => String, { nullable: true, description: `${listed(reviewStates)}; \`open\` if not said.` }) state: string | undefined | null, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listReviews(scope, isGiven(state) ? oneOf("state", reviewStates, state) : "open", page), page, ({ checkedAt, id }) => [checkedAt.toISOString(), id]);
  }

  @Mutation(() => DuplicateReview, { nullable: true, description: "Says whether the cases are of one person. If so, their owners are told of each other by stubs, and may merge them." })
  async answerDuplicateReview(
    @Arg("review", () => ID, { description: "The review's opaque id." }) id: string,
    @Arg("answer", () => String, { description: `${listed(answers)}.` }) answer: string,
    @Arg("reason", () => String, { description: `How it was found out, ${reasonWords}; no names.` }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const row = await reviewById(scope).load(parseId(id, "review"));
    if (!row) throw notFound("duplicate review");
    const [step, why] = [oneOf("answer", answers, answer), writtenIn("reason", reason)];
    const closed = closedTo("duplicate-review", row.state, step, scope.principal.account, row.answeredBy ?? undefined);
    if (closed !== undefined) throw badInput(closed);
    scope.refer("reason", await takeStep(scope, "cases.duplicate_review_step", row.id, step, why));
    return await reviewById(scope).clear(row.id).load(row.id);
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case that was entered." })
  case(@Root() { ofCase }: DuplicateReview) {
    return ofCase;
  }

  @FieldResolver(() => [Case], { nullable: true, description: "The cases that it may be of one person with; without specially protected ones." })
  async matches(@Root() { matchIds }: DuplicateReview, @Ctx() scope: Scope) {
    return (await caseById(scope).loadMany([...matchIds])).filter((row) => row instanceof Case);
  }
}

@Resolver(() => Case)
export class SamePersonResolver {
  @FieldResolver(() => [CaseStub], { nullable: true, description: "Cases of other jurisdictions that a steward found to be of the same person. Call the agency; `proposeMerge` takes a stub's id." })
  samePersonStubs(@Root() row: Case, @Ctx() scope: Scope) {
    return samePersonStubsOf(scope).load(row.id);
  }
}
