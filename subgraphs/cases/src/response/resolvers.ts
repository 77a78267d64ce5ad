/** Declared responses, as asked for, declared, confirmed and ended. */
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { diseaseByCode, stepsOf, takeStep } from "../disease/store.js";
import { Disease, PolicyStep } from "../disease/types.js";
import { reasonWords, writtenIn } from "../given.js";
import { closedTo } from "../transitions.js";
import { insertResponse, listResponses, openResponse, responseById } from "./store.js";
import { OutbreakResponse, OutbreakResponseConnection } from "./types.js";

const steps = "policy.response_step";
const why = `Why, ${reasonWords}.`;
const its = "The response's opaque id.";

@Resolver(() => OutbreakResponse)
export class ResponseResolver {
  @Query(() => OutbreakResponseConnection, { nullable: true, description: "Declared responses, latest first." })
  async responses(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listResponses(scope, page), page, ({ declaredAt, id }) => [declaredAt.toISOString(), id]);
  }

  @Mutation(() => OutbreakResponse, { nullable: true, description: "Declares a response for a disease. It is in force once another approver has confirmed it." })
  async declareResponse(
    @Arg("disease", () => String, { description: "The disease's code, such as `covid-19`; one in force." }) disease: string,
    @Arg("legalBasis", () => String, { description: "The law or order that it rests on, in 1 to 500 characters." }) legalBasis: string,
    @Arg("reason", () => String, { description: why }) reason: string,
    @Ctx() scope: Scope,
  ) {
    const [basis, written] = [writtenIn("legalBasis", legalBasis, 500), writtenIn("reason", reason)];
    if (!(await diseaseByCode(scope).load(disease))) throw badInput("`disease` is not described, or not in force: propose and confirm it first (`proposeDisease`, `confirmDisease`)");
    if (await openResponse(scope, disease)) throw badInput("a response for this disease is declared already: see `responses`");
    const id = await insertResponse(scope, disease, basis);
    scope.refer("reason", await takeStep(scope, steps, id, "declare", written));
    return await known(scope, id);
  }

  @Mutation(() => OutbreakResponse, { nullable: true, description: "Puts a response into force that another approver declared." })
  async confirmResponse(@Arg("response", () => ID, { description: its }) id: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "confirm", null);
  }

  @Mutation(() => OutbreakResponse, { nullable: true, description: "Withdraws a response that is not yet in force." })
  async withdrawResponse(@Arg("response", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "withdraw", writtenIn("reason", reason));
  }

  @Mutation(() => OutbreakResponse, { nullable: true, description: "Proposes to end a response; it stays in force until another approver confirms the end." })
  async proposeEndOfResponse(@Arg("response", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "propose-end", writtenIn("reason", reason));
  }

  @Mutation(() => OutbreakResponse, { nullable: true, description: "Ends a response whose end another approver proposed. What is to be deleted then, a purge deletes." })
  async confirmEndOfResponse(@Arg("response", () => ID, { description: its }) id: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "confirm-end", null);
  }

  @Mutation(() => OutbreakResponse, { nullable: true, description: "Goes on with a response whose end was proposed." })
  async continueResponse(@Arg("response", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "continue", writtenIn("reason", reason));
  }

  @FieldResolver(() => Disease, { nullable: true, description: "The disease, in the version in force." })
  disease(@Root() { diseaseCode }: OutbreakResponse, @Ctx() scope: Scope) {
    return diseaseByCode(scope).load(diseaseCode);
  }

  @FieldResolver(() => [PolicyStep], { nullable: true, description: "Who declared, confirmed and ended it, oldest first." })
  steps(@Root() { id }: OutbreakResponse, @Ctx() scope: Scope) {
    return stepsOf(scope, steps).load(id);
  }
}

async function stepped(scope: Scope, given: string, step: string, reason: string | null): Promise<OutbreakResponse> {
  const { id, state } = await known(scope, parseId(given, "response"));
  const taken = await stepsOf(scope, steps).load(id);
  const closed = closedTo("response", state, step, scope.principal.account, taken.at(-1)?.by);
  if (closed !== undefined) throw badInput(closed);
  scope.refer("reason", await takeStep(scope, steps, id, step, reason));
  responseById(scope).clear(id);
  stepsOf(scope, steps).clear(id);
  return await known(scope, id);
}

async function known(scope: Scope, id: string): Promise<OutbreakResponse> {
  const found = await responseById(scope).load(id);
  if (!found) throw notFound("response");
  return found;
}
