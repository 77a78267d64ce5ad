/** Interviews, as asked for, recorded and corrected. */
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { Place } from "../cluster/types.js";
import { contactById } from "../contact/store.js";
import { Contact } from "../contact/types.js";
import { InterviewInput, interviewOf } from "./inputs.js";
import { contentOf, correctedBy, insertInterview, interviewById, interviewsOf } from "./store.js";
import { CompanionStatement, Interview, InterviewConnection, VisitStatement } from "./types.js";

@Resolver(() => Case)
export class InterviewedCaseResolver {
  @FieldResolver(() => InterviewConnection, { nullable: true, description: "Interviews about the case in their latest version, latest first." })
  async interviews(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await interviewsOf(scope, page).load(row), page, ({ recordedAt, id }) => [recordedAt.toISOString(), id]);
  }

  @Mutation(() => Interview, { nullable: true, description: "Records an interview; for who is assigned to the case." })
  async recordInterview(@Arg("case", () => ID, { description: "The case's opaque id." }) id: string, @Arg("input", () => InterviewInput, { description: "The interview." }) input: InterviewInput, @Ctx() scope: Scope) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    return await insertInterview(scope, row, interviewOf(input, scope.now), null);
  }

  @Mutation(() => Interview, { nullable: true, description: "Records a corrected version of an interview, whole; the one before stays." })
  async correctInterview(@Arg("interview", () => ID, { description: "The latest version's opaque id." }) id: string, @Arg("input", () => InterviewInput, { description: "The interview as it should stand." }) input: InterviewInput, @Ctx() scope: Scope) {
    const before = await interviewById(scope).load(parseId(id, "interview"));
    if (!before) throw notFound("interview");
    if ((await correctedBy(scope, before)) !== null) throw badInput("this version was corrected already: correct the latest one (`Case.interviews`)");
    return await insertInterview(scope, before.ofCase, interviewOf(input, scope.now), before.id);
  }
}

@Resolver(() => Interview)
export class InterviewResolver {
  @FieldResolver(() => Case, { nullable: true, description: "The case that it is about." })
  case(@Root() { ofCase }: Interview) {
    return ofCase;
  }

  @FieldResolver(() => Interview, { nullable: true, description: "The version that this one corrects; null for the first." })
  corrects(@Root() { correctsId }: Interview, @Ctx() scope: Scope) {
    return correctsId === null ? null : interviewById(scope).load(correctsId);
  }

  @FieldResolver(() => String, { nullable: true, description: "What was said, in free words; null if nothing was written, or its key was destroyed." })
  async text(@Root() { id }: Interview, @Ctx() scope: Scope) {
    return (await contentOf(scope).load(id))?.text ?? null;
  }

  @FieldResolver(() => [VisitStatement], { nullable: true, description: "Where the person was, as stated." })
  async visits(@Root() interview: Interview, @Ctx() scope: Scope) {
    const content = await contentOf(scope).load(interview.id);
    return content && content.visits.map(({ from, to, ...visit }) => Object.assign(new VisitStatement(), visit, { ofInterview: interview, from: from === null ? null : new Date(from), to: to === null ? null : new Date(to) }));
  }

  @FieldResolver(() => [CompanionStatement], { nullable: true, description: "Who was along, as stated." })
  async companions(@Root() interview: Interview, @Ctx() scope: Scope) {
    const content = await contentOf(scope).load(interview.id);
    return content && content.companions.map((companion) => Object.assign(new CompanionStatement(), companion, { ofInterview: interview }));
  }
}

@Resolver(() => VisitStatement)
export class VisitStatementResolver {
  @FieldResolver(() => Place, { nullable: true, description: "The place, if the platform knows it." })
  place(@Root() { placeId }: VisitStatement) {
    return placeId === null ? null : Object.assign(new Place(), { id: placeId });
  }
}

@Resolver(() => CompanionStatement)
export class CompanionStatementResolver {
  @FieldResolver(() => Contact, { nullable: true, description: "The contact, if recorded as one and may be seen." })
  contact(@Root() { contactId }: CompanionStatement, @Ctx() scope: Scope) {
    return contactId === null ? null : contactById(scope).load(contactId);
  }
}
