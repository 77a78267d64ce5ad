/** Legal holds, as asked for, put, confirmed and lifted. */
import { badInput, connection, LocalDate, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from "type-graphql";
import { stepsOf, takeStep } from "../disease/store.js";
import { PolicyStep } from "../disease/types.js";
import { listed, oneOf, reasonWords, writtenIn } from "../given.js";
import { closedTo } from "../transitions.js";
import { holdById, insertHold, listHolds } from "./store.js";
import { holdKinds, LegalHold, LegalHoldConnection } from "./types.js";

@InputType({ description: "What is to be held, and by which order." })
export class LegalHoldInput {
  @Field(() => String, { description: `What is held: ${listed(holdKinds)}.` })
  kind!: string;

  @Field(() => ID, { description: "The id of the case, the contact or the response." })
  target!: string;

  @Field(() => String, { description: "Who ordered it, in 1 to 200 characters." })
  authority!: string;

  @Field(() => String, { description: "The order's number, in 1 to 200 characters." })
  orderNumber!: string;

  @Field(() => LocalDate, { description: "The order's day." })
  orderDate!: string;

  @Field(() => LocalDate, { nullable: true, description: "Until when it was ordered, if it says so." })
  heldUntil?: string | null;
}

const steps = "policy.legal_hold_step";
const its = "The hold's opaque id.";
const why = `Why, ${reasonWords}.`;

@Resolver(() => LegalHold)
export class HoldResolver {
  @Query(() => LegalHoldConnection, { nullable: true, description: "Legal holds, latest first." })
  async legalHolds(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listHolds(scope, page), page, ({ proposedAt, id }) => [proposedAt.toISOString(), id]);
  }

  @Mutation(() => LegalHold, { nullable: true, description: "Puts a legal hold. It holds once another approver has confirmed it." })
  async proposeLegalHold(@Arg("input", () => LegalHoldInput, { description: "What, and by which order." }) input: LegalHoldInput, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    const written = writtenIn("reason", reason);
    const until = input.heldUntil ?? null;
    if (until !== null && until < input.orderDate) throw badInput("`heldUntil` is before `orderDate`: check both days");
    const id = await insertHold(scope, { kind: oneOf("kind", holdKinds, input.kind), target: parseId(input.target, "target"), authority: writtenIn("authority", input.authority, 200), orderNumber: writtenIn("orderNumber", input.orderNumber, 200), orderDate: input.orderDate, until });
    scope.refer("reason", await takeStep(scope, steps, id, "propose", written));
    return await known(scope, id);
  }

  @Mutation(() => LegalHold, { nullable: true, description: "Confirms a hold that another approver put: it holds from now on." })
  async confirmLegalHold(@Arg("hold", () => ID, { description: its }) id: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "confirm", null);
  }

  @Mutation(() => LegalHold, { nullable: true, description: "Withdraws a hold that is not confirmed yet." })
  async withdrawLegalHold(@Arg("hold", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "withdraw", writtenIn("reason", reason));
  }

  @Mutation(() => LegalHold, { nullable: true, description: "Proposes to release a hold; it holds until another approver confirms that." })
  async proposeHoldRelease(@Arg("hold", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "propose-release", writtenIn("reason", reason));
  }

  @Mutation(() => LegalHold, { nullable: true, description: "Releases a hold whose release another approver proposed. What it kept is destroyed by the next purge, or at once by `epigraph purge --released`." })
  async confirmHoldRelease(@Arg("hold", () => ID, { description: its }) id: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "confirm-release", null);
  }

  @Mutation(() => LegalHold, { nullable: true, description: "Goes on with a hold whose release was proposed." })
  async keepLegalHold(@Arg("hold", () => ID, { description: its }) id: string, @Arg("reason", () => String, { description: why }) reason: string, @Ctx() scope: Scope) {
    return await stepped(scope, id, "keep", writtenIn("reason", reason));
  }

  @FieldResolver(() => [PolicyStep], { nullable: true, description: "Who put, confirmed and released it, oldest first." })
  steps(@Root() { id }: LegalHold, @Ctx() scope: Scope) {
    return stepsOf(scope, steps).load(id);
  }
}

async function stepped(scope: Scope, given: string, step: string, reason: string | null): Promise<LegalHold> {
  const { id, state } = await known(scope, parseId(given, "hold"));
  const taken = await stepsOf(scope, steps).load(id);
  const closed = closedTo("hold", state, step, scope.principal.account, taken.at(-1)?.by);
  if (closed !== undefined) throw badInput(closed);
  scope.refer("reason", await takeStep(scope, steps, id, step, reason));
  holdById(scope).clear(id);
  stepsOf(scope, steps).clear(id);
  return await known(scope, id);
}

async function known(scope: Scope, id: string): Promise<LegalHold> {
  const found = await holdById(scope).load(id);
  if (!found) throw notFound("hold");
  return found;
}
