/** Findings, as auditors and security officers ask for them, and as auditors settle them. */
import { badInput, connection, connectionInMemory, DateTime, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from "type-graphql";
import { isGiven } from "../given.js";
import { noteCap, wordsOf } from "../note/words.js";
import { recordByIndex } from "../record/store.js";
import { AuditRecordConnection } from "../record/types.js";
import { findingById, findingCursor, findingsSince, listFindings, type StepAnswer, stepFinding, stepsOf } from "./store.js";
import { Finding, FindingConnection, type FindingState, findingStates, FindingStepConnection } from "./types.js";

const states = findingStates.map((state) => `\`${state}\``).join(", ");
const noteWords = `Why, in 1 to ${noteCap} characters; kept apart from the access log.`;

@InputType({ description: "Which findings; every condition given must hold." })
export class FindingFilterInput {
  @Field(() => String, { nullable: true, description: "Of this kind, such as `bulk`." })
  kind?: string;

  @Field(() => String, { nullable: true, description: `In this state: ${states}.` })
  state?: string;

  @Field(() => ID, { nullable: true, description: "About this account." })
  account?: string;

  @Field(() => String, { nullable: true, description: "About accounts of this agency." })
  agency?: string;

  @Field(() => String, { nullable: true, description: "About this service." })
  service?: string;

  @Field(() => DateTime, { nullable: true, description: "Found at this moment or later." })
  from?: Date;

  @Field(() => DateTime, { nullable: true, description: "Found before this moment." })
  to?: Date;
}

@Resolver(() => Finding)
export class FindingResolver {
  @Query(() => Finding, { nullable: true, description: "A finding by its id." })
  async finding(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const found = await findingById(scope).load(parseId(id));
    if (found === null) throw notFound("finding");
    return found;
  }

  @Query(() => FindingConnection, { nullable: true, description: "Findings, latest first." })
  async findings(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => FindingFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: FindingFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listFindings(scope, checked(filter), page), page, findingCursor);
  }

  @Query(() => FindingConnection, { nullable: true, description: "Findings in the order in which they were found: give the last `cursor` as `after` to get those since." })
  async newFindings(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => FindingFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: FindingFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await findingsSince(scope, checked(filter), page), page, findingCursor);
  }

  @FieldResolver(() => AuditRecordConnection, { nullable: true, description: "The first hundred records of it; a record that was pruned is null." })
  async records(@Root() { indexes }: Finding, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const { edges, pageInfo } = connectionInMemory(indexes, pageOf(args, 1));
    const records = await Promise.all(edges.map(({ node }) => recordByIndex(scope).load(node)));
    return { edges: edges.map(({ cursor }, at) => ({ cursor, node: records[at] ?? null })), pageInfo };
  }

  @FieldResolver(() => FindingStepConnection, { nullable: true, description: "What auditors said of it, first step first." })
  async steps(@Root() { id }: Finding, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    return connectionInMemory(await stepsOf(scope).load(id), pageOf(args, 1));
  }

  @Mutation(() => Finding, { nullable: true, description: "Settles a finding with an explanation. Never by the person concerned; an escalated one not by who escalated it." })
  async explainFinding(@Arg("finding", () => ID, { description: "Its id." }) id: string, @Arg("note", () => String, { description: noteWords }) note: string, @Ctx() scope: Scope) {
    return await step(scope, id, "explained", note);
  }

  @Mutation(() => Finding, { nullable: true, description: "Hands a finding on. Never by the person concerned." })
  async escalateFinding(@Arg("finding", () => ID, { description: "Its id." }) id: string, @Arg("note", () => String, { description: noteWords }) note: string, @Ctx() scope: Scope) {
    return await step(scope, id, "escalated", note);
  }

  @Mutation(() => Finding, { nullable: true, description: "Opens a finding again. Never by the person concerned; an escalated one not by who escalated it." })
  async reopenFinding(@Arg("finding", () => ID, { description: "Its id." }) id: string, @Arg("note", () => String, { description: noteWords }) note: string, @Ctx() scope: Scope) {
    return await step(scope, id, "open", note);
  }
}

async function step(scope: Scope, id: string, state: FindingState, text: string): Promise<Finding | null> {
  scope.refer("finding", id);
  const answer = await stepFinding(scope, id, state, wordsOf(text, "note"));
  if (answer === "unknown") throw notFound("finding");
  if (answer !== "done") throw badInput(reasons[answer]);
  return await findingById(scope).load(id);
}

const reasons: Readonly<Record<Exclude<StepAnswer, "done" | "unknown">, string>> = {
  "about oneself": "a finding is settled by another person than it is about",
  "so already": "the finding is in that state already",
  "escalated by oneself": "an escalated finding is settled by another person than escalated it",
};

function checked(filter: FindingFilterInput | undefined): FindingFilterInput {
  if (isGiven(filter?.state) && !(findingStates as readonly string[]).includes(filter.state)) throw badInput(`\`state\` must be one of ${states}`);
  return filter ?? {};
}
