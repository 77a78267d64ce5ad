/** Assignments, as asked for and as changed. */
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { historyOf, stepCursor } from "../step/store.js";
import { WorkStepConnection } from "../step/types.js";
import { checkedText, reasonWords } from "../step/words.js";
import { assignmentsOf, changeAssignment, isAssigned, mayBeAssigned } from "./store.js";
import { AssignmentConnection } from "./types.js";

@Resolver(() => Case)
export class AssignmentResolver {
  @Mutation(() => Case, { nullable: true, description: "Assigns a case to an active investigator of the own agency who reaches it, to whom the identities of the case and its contacts are open from then on." })
  async assignCase(@Arg("case", () => ID, { description: "The case's opaque id." }) id: string, @Arg("account", () => ID, { description: "The account, of the own agency." }) account: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    if (!(await mayBeAssigned(scope, account, row))) throw badInput("`account` is no active investigator of the own agency who reaches this case");
    if (await isAssigned(scope, account, row)) throw badInput("the case is assigned to this account already");
    return changeAssignment(scope, "assignCase", row, account, checkedText("reason", reason));
  }

  @Mutation(() => Case, { nullable: true, description: "Takes a case from an account of the own agency." })
  async unassignCase(@Arg("case", () => ID, { description: "The case's opaque id." }) id: string, @Arg("account", () => ID, { description: "The account, of the own agency." }) account: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    if (!(await isAssigned(scope, account, row))) throw badInput("the case is not assigned to this account of the own agency");
    return changeAssignment(scope, "unassignCase", row, account, checkedText("reason", reason));
  }

  @FieldResolver(() => AssignmentConnection, { nullable: true, description: "Accounts that were assigned to the case here and still are." })
  async assignments(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await assignmentsOf(scope, page).load(row), page, ({ account }) => [account]);
  }

  @FieldResolver(() => WorkStepConnection, { nullable: true, description: "What was done in case work, latest first: assignments, transfers, tasks, exposures, clusters." })
  async history(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await historyOf(scope, "case_id", page).load(row.id), page, stepCursor);
  }
}

/** @throws ClientError NOT_FOUND */
async function found(scope: Scope, id: string): Promise<Case> {
  const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
  if (!row) throw notFound("case");
  return row;
}
