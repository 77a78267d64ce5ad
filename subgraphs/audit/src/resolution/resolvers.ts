/** Resolutions, as two auditors ask for them, answer them and read them. */
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { noteCap, wordsOf } from "../note/words.js";
import { isOpenTo, resolvedBy } from "./resolving.js";
import { answerResolution, askResolution, bodyAbout, listResolutions, type ResolutionAnswer, resolutionById } from "./store.js";
import { Resolution, ResolutionConnection, ResolvedSubject } from "./types.js";

@ArgsType()
export class ResolutionArgs {
  @Field(() => ID, { nullable: true, description: "The pseudonym; or `case`." })
  dataSubject?: string | null;

  @Field(() => ID, { nullable: true, description: "The case; or `dataSubject`." })
  case?: string | null;

  @Field(() => String, { description: `The order on which this is done, and by whom it was given, in 1 to ${noteCap} characters; kept apart from the access log.` })
  order!: string;
}

@Resolver(() => Resolution)
export class ResolutionResolver {
  @Query(() => Resolution, { nullable: true, description: "A resolution by its id." })
  async resolution(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return await known(scope, parseId(id));
  }

  @Query(() => ResolutionConnection, { nullable: true, description: "Resolutions that were asked for, latest first." })
  async resolutions(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listResolutions(scope, page), page, ({ askedAt, id }) => [askedAt.toISOString(), id]);
  }

  @FieldResolver(() => ResolvedSubject, { nullable: true, description: "Whom it found; null but for the two auditors while it is open. Each reading is on record, as one of the data of the person found." })
  async resolved(@Root() resolution: Resolution, @Ctx() scope: Scope) {
    return isOpenTo(scope, resolution) ? await resolvedBy(scope, resolution.id) : null;
  }

  @Mutation(() => Resolution, { nullable: true, description: "Asks to find out whom a pseudonym stands for, or under which pseudonyms a case's person is in the log. Another auditor answers within seven days." })
  async requestResolution(@Args(() => ResolutionArgs) asked: ResolutionArgs, @Ctx() scope: Scope) {
    const id = await askResolution(scope, await askedIn(asked, scope));
    scope.refer("resolution", id);
    return await known(scope, id);
  }

  @Mutation(() => Resolution, { nullable: true, description: "Approves a resolution that another auditor asked for: both may read it for 24 hours." })
  async approveResolution(@Arg("resolution", () => ID, { description: "Its id." }) id: string, @Ctx() scope: Scope) {
    return await answered(scope, id, "approved");
  }

  @Mutation(() => Resolution, { nullable: true, description: "Refuses a resolution that another auditor asked for." })
  async refuseResolution(@Arg("resolution", () => ID, { description: "Its id." }) id: string, @Ctx() scope: Scope) {
    return await answered(scope, id, "refused");
  }

  @Mutation(() => Resolution, { nullable: true, description: "Takes an own resolution back, before or after it was approved." })
  async withdrawResolution(@Arg("resolution", () => ID, { description: "Its id." }) id: string, @Ctx() scope: Scope) {
    return await answered(scope, id, "withdrawn");
  }
}

/** What is to be resolved, as the row that the request acts on. @throws ClientError BAD_USER_INPUT, or NOT_FOUND for a pseudonym that the log does not know */
export async function askedIn({ dataSubject = null, case: caseId = null, order }: ResolutionArgs, scope: Scope): Promise<Pick<Resolution, "dataSubject" | "caseId" | "order">> {
  if ((dataSubject === null) === (caseId === null)) throw badInput("give `dataSubject` or `case`");
  const words = wordsOf(order, "order");
  if (dataSubject !== null && (!/^[\w-]{22}$/.test(dataSubject) || (await bodyAbout(scope, dataSubject)) === null)) throw notFound("data subject");
  return { dataSubject, caseId: caseId === null ? null : parseId(caseId, "case"), order: words };
}

async function answered(scope: Scope, id: string, answer: "approved" | "refused" | "withdrawn"): Promise<Resolution> {
  const { askedBy, orderNote } = await known(scope, id);
  scope.refer("resolution", id);
  scope.refer("requester", askedBy);
  scope.refer("order", orderNote);
  const outcome = await answerResolution(scope, id, answer);
  if (outcome === "unknown") throw notFound("resolution");
  if (outcome !== "done") throw badInput(reasons[outcome]);
  return await known(scope, id);
}

const reasons: Readonly<Record<Exclude<ResolutionAnswer, "done" | "unknown">, string>> = {
  over: "the resolution was answered, withdrawn or left unanswered for too long",
  "by another": "a resolution is withdrawn by who asked for it",
  "by oneself": "a resolution is answered by another person than asked for it",
};

async function known(scope: Scope, id: string): Promise<Resolution> {
  const found = await resolutionById(scope).load(id);
  if (found === null) throw notFound("resolution");
  return found;
}
