/** Confirmations, as asked for and as made. */
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { isGiven, listed, oneOf } from "../../given.js";
import { sampleById } from "../../sample/store.js";
import { confirmationBases } from "../codes.js";
import { caseById } from "../store.js";
import { Case, Sample } from "../types.js";
import { confirmationsOf, confirmCase } from "./store.js";
import { Confirmation, ConfirmationConnection } from "./types.js";

@Resolver(() => Case)
export class ConfirmedCaseResolver {
  @FieldResolver(() => ConfirmationConnection, { nullable: true, description: "Who confirmed the case and on what basis, oldest first." })
  async confirmations(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await confirmationsOf(scope, page).load(row), page, ({ confirmedAt, id }) => [confirmedAt.toISOString(), id]);
  }

  @Mutation(() => Case, { nullable: true, description: "Confirms a case (확진 판정). By another person than registered it: data are requested only for a case that somebody else has confirmed." })
  async confirmCase(
    @Arg("case", () => ID, { description: "The case's opaque id." }) id: string,
    @Arg("basis", () => String, { description: `On what it rests: ${listed(confirmationBases)}.` }) basis: string,
    @Arg("sample", () => ID, { nullable: true, description: "Of a `laboratory` one, the positive sample of the case." }) sample: string | undefined | null,
    @Ctx() scope: Scope,
  ) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    const on = oneOf("basis", confirmationBases, basis);
    if (row.mergedIntoId !== null) throw badInput("the case was merged into another: confirm that one (`mergedInto`)");
    if (row.classification === "confirmed") throw badInput("the case is confirmed already: see `confirmations`");
    if (row.registeredBy === scope.principal.account) throw badInput("you registered the case: another investigator confirms it");
    if (on !== "laboratory") {
      if (isGiven(sample)) throw badInput("`sample` is given with the basis `laboratory` only");
      return await confirmCase(scope, row, on, null);
    }
    if (!isGiven(sample)) throw badInput("`sample` is missing: a `laboratory` confirmation names the positive sample (`recordSample`, `recordResult`)");
    const found = await sampleById(scope).load(parseId(sample, "sample"));
    if (found?.parentId !== row.id) throw badInput("`sample` is not one of this case");
    if (found.result !== "positive") throw badInput("`sample` has no positive result: record it first (`recordResult`)");
    return await confirmCase(scope, row, on, found.id);
  }
}

@Resolver(() => Confirmation)
export class ConfirmationResolver {
  @FieldResolver(() => Sample, { nullable: true, description: "The sample that it rests on." })
  sample(@Root() { sampleId }: Confirmation, @Ctx() scope: Scope) {
    return sampleId === null ? null : sampleById(scope).load(sampleId);
  }
}
