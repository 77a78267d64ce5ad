/** Transfers, as asked for, offered and answered. */
import type { AgencyId, CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { agencyById, stubOf } from "../agency/store.js";
import { Agency, CaseStub } from "../agency/types.js";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { checkedText, reasonWords } from "../step/words.js";
import { answerTransfer, isOffered, listTransfers, offerTransfer, transferById } from "./store.js";
import { Transfer, TransferConnection } from "./types.js";

@Resolver(() => Transfer)
export class TransferResolver {
  @Query(() => TransferConnection, { nullable: true, description: "Transfers from the own jurisdiction and to the own agency, latest first." })
  async transfers(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listTransfers(scope, page), page, ({ offeredAt, id }) => [offeredAt.toISOString(), id]);
  }

  @Mutation(() => Transfer, { nullable: true, description: "Offers a case to the agency of another region, which keeps it from its acceptance on." })
  async offerTransfer(@Arg("case", () => ID, { description: "The case's opaque id." }) id: string, @Arg("toAgency", () => ID, { description: "The agency that is to keep it." }) toAgency: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    const agency = await agencyById(scope).load(toAgency as AgencyId);
    if (!agency || agency.regionCode === null) throw badInput("`toAgency` is no agency of a municipality or province: a case is kept by one");
    if (agency.regionCode === row.regionCode) throw badInput("that agency keeps the case already");
    if (await isOffered(scope, row)) throw badInput("the case was offered already: end that offer first");
    return offerTransfer(scope, row, agency.id, checkedText("reason", reason));
  }

  @Mutation(() => Transfer, { nullable: true, description: "Accepts a case that was offered to the own agency: it is kept here from now on, and open tasks and assignments of the agency that kept it end." })
  async acceptTransfer(@Arg("transfer", () => ID, { description: "The transfer's opaque id." }) id: string, @Ctx() scope: Scope) {
    return answerTransfer(scope, "acceptTransfer", await offered(scope, id));
  }

  @Mutation(() => Transfer, { nullable: true, description: "Withdraws an offer, or turns it down; either agency may." })
  async endTransfer(@Arg("transfer", () => ID, { description: "The transfer's opaque id." }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    return answerTransfer(scope, "endTransfer", await offered(scope, id), checkedText("reason", reason));
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case; null where it may not be seen." })
  case(@Root() transfer: Transfer, @Ctx() scope: Scope) {
    return caseById(scope).load(transfer.caseId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "What is told of the case where it may not be seen." })
  stub(@Root() transfer: Transfer, @Ctx() scope: Scope) {
    return stubOf(scope).load(transfer.caseId);
  }

  @FieldResolver(() => Agency, { nullable: true, description: "The agency that is to keep it." })
  toAgency(@Root() transfer: Transfer, @Ctx() scope: Scope) {
    return agencyById(scope).load(transfer.toAgencyId);
  }
}

async function offered(scope: Scope, id: string): Promise<Transfer> {
  const row = await transferById(scope).load(parseId(id, "transfer"));
  if (!row) throw notFound("transfer");
  if (row.state !== "offered") throw badInput(`the transfer was ${row.state} already`);
  return row;
}
