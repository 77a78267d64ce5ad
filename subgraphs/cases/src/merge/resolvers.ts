/** Merges, as asked for, proposed and answered. */
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { stubOf } from "../agency/store.js";
import { CaseStub } from "../agency/types.js";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { listed, oneOf, reasonWords, writtenIn } from "../given.js";
import { closedTo } from "../transitions.js";
import { answerMerge, caseOfReviewStub, listMerges, mergeById, proposeMerge, stepsOfMerge } from "./store.js";
import { CaseMerge, CaseMergeConnection, CaseMergeStep } from "./types.js";

const kept = ["case", "duplicate"] as const;
const why = `Why, ${reasonWords}; no names.`;
const its = "The merge's opaque id.";

@Resolver(() => CaseMerge)
export class MergeResolver {
  @Query(() => CaseMergeConnection, { nullable: true, description: "Merges of the own jurisdiction's cases and those that the own agency proposed, latest first." })
  async caseMerges(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listMerges(scope, page), page, ({ proposedAt, id }) => [proposedAt.toISOString(), id]);
  }

  @Mutation(() => CaseMerge, { nullable: true, description: "Proposes that an own case and another one are one. The owner of the other accepts it; of one's own jurisdiction, another person." })
  async proposeMerge(
    @Arg("case", () => ID, { description: "The own case." }) id: string,
    @Arg("duplicate", () => ID, { description: "The other case; of another jurisdiction, the id of its stub (`Case.samePersonStubs`)." }) duplicate: string,
    @Arg("keep", () => String, { description: `Which of the two goes on: ${listed(kept)}.` }) keep: string,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    const [going, written, given] = [oneOf("keep", kept, keep), writtenIn("reason", reason), parseId<CaseId>(duplicate, "duplicate")];
    const other = (await caseById(scope).load(given))?.id ?? (await caseOfReviewStub(scope, row.id, given));
    if (other === undefined) throw notFound("case");
    if (other === row.id) throw badInput("`duplicate` is the case itself");
    return await proposeMerge(scope, row.id, other, going, written);
  }

  @Mutation(() => CaseMerge, { nullable: true, description: "Accepts a merge as the owner of the other case. From then on the one that does not go on points to the other." })
  async acceptMerge(@Arg("merge", () => ID, { description: its }) id: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "accept", null);
  }

  @Mutation(() => CaseMerge, { nullable: true, description: "Refuses a merge as the owner of the other case." })
  async refuseMerge(@Arg("merge", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "refuse", writtenIn("reason", reason));
  }

  @Mutation(() => CaseMerge, { nullable: true, description: "Takes an own proposal back." })
  async withdrawMerge(@Arg("merge", () => ID, { description: its }) id: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "withdraw", null);
  }

  @FieldResolver(() => Case, { nullable: true, description: "The proposer's case; null when it may not be seen." })
  case(@Root() { caseId }: CaseMerge, @Ctx() scope: Scope) {
    return caseById(scope).load(caseId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "Stands for the proposer's case when it may not be seen." })
  caseStub(@Root() { caseId }: CaseMerge, @Ctx() scope: Scope) {
    return stubOf(scope).load(caseId);
  }

  @FieldResolver(() => Case, { nullable: true, description: "The other case; null when it may not be seen." })
  duplicate(@Root() { duplicateId }: CaseMerge, @Ctx() scope: Scope) {
    return caseById(scope).load(duplicateId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "Stands for the other case when it may not be seen." })
  duplicateStub(@Root() { duplicateId }: CaseMerge, @Ctx() scope: Scope) {
    return stubOf(scope).load(duplicateId);
  }

  @FieldResolver(() => [CaseMergeStep], { nullable: true, description: "Who proposed and who answered, oldest first." })
  steps(@Root() merge: CaseMerge, @Ctx() scope: Scope) {
    return stepsOfMerge(scope).load(merge);
  }
}

async function stepped(scope: Scope, given: string, step: "accept" | "refuse" | "withdraw", reason: string | null): Promise<CaseMerge | null> {
  const merge = await mergeById(scope).load(parseId(given, "merge"));
  if (!merge) throw notFound("case merge");
  const closed = closedTo("merge", merge.state, step, scope.principal.account, (await stepsOfMerge(scope).load(merge)).at(-1)?.by);
  if (closed !== undefined) throw badInput(closed);
  return await answerMerge(scope, merge, step, reason);
}
