/** Referrals, as asked for and as changed. */
import type { AgencyId, CaseId } from "@epigraph/authz";
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { agencyById, stubOf } from "../agency/store.js";
import { Agency, CaseStub } from "../agency/types.js";
import { caseById } from "../case/store.js";
import { Case } from "../case/types.js";
import { acceptReferral, endReferral, hasOpenReferral, listReferrals, offerReferral, referralById } from "./store.js";
import { Referral, ReferralConnection } from "./types.js";

const reasonCap = 2_000;

@Resolver(() => Referral)
export class ReferralResolver {
  @Query(() => ReferralConnection, { nullable: true, description: "Referrals of the own jurisdiction's cases and those offered to the own agency, latest first." })
  async referrals(@Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listReferrals(scope, page), page, ({ offeredAt, id }) => [offeredAt.toISOString(), id]);
  }

  @Mutation(() => Referral, { nullable: true, description: "Offers a case to another agency, which sees it once it has accepted." })
  async offerReferral(
    @Arg("case", () => ID, { description: "The case's opaque id." }) id: string,
    @Arg("toAgency", () => ID, { description: "The agency that is to take it." }) toAgency: string,
    @Arg("reason", () => String, { description: `Why, for the other agency; 1 to ${reasonCap} characters.` }) reason: string,
    @Ctx() scope: Scope,
  ) {
    if (reason.trim() === "" || reason.length > reasonCap) throw badInput(`\`reason\` must have 1 to ${reasonCap} characters`);
    const row = await caseById(scope).load(parseId<CaseId>(id, "case"));
    if (!row) throw notFound("case");
    const agency = await agencyById(scope).load(toAgency as AgencyId);
    if (!agency) throw badInput("`toAgency` is not an agency of this platform: take its id from `agencies`");
    if (agency.regionCode === row.regionCode) throw badInput("`toAgency` keeps the case already");
    if (await hasOpenReferral(scope, row, agency.id)) throw badInput("the case is offered or referred to this agency already");
    return offerReferral(scope, row, agency.id, reason);
  }

  @Mutation(() => Referral, { nullable: true, description: "Accepts a referral that was offered to the own agency." })
  async acceptReferral(@Arg("referral", () => ID, { description: "The referral's opaque id." }) id: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    if (row.state !== "offered") throw badInput(`the referral was ${row.state} already`);
    return acceptReferral(scope, row);
  }

  @Mutation(() => Referral, { nullable: true, description: "Ends a referral, or turns down an offer; either agency may." })
  async endReferral(@Arg("referral", () => ID, { description: "The referral's opaque id." }) id: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    if (row.state === "ended") throw badInput("the referral was ended already");
    return endReferral(scope, row);
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case; null until it may be seen." })
  case(@Root() referral: Referral, @Ctx() scope: Scope) {
    return caseById(scope).load(referral.caseId);
  }

  @FieldResolver(() => CaseStub, { nullable: true, description: "What is told of the case until the referral is accepted; null afterwards." })
  stub(@Root() referral: Referral, @Ctx() scope: Scope) {
    return stubOf(scope).load(referral.caseId);
  }

  @FieldResolver(() => Agency, { nullable: true, description: "The agency that is to take it." })
  toAgency(@Root() referral: Referral, @Ctx() scope: Scope) {
    return agencyById(scope).load(referral.toAgencyId);
  }
}

async function found(scope: Scope, id: string): Promise<Referral> {
  const row = await referralById(scope).load(parseId(id, "referral"));
  if (!row) throw notFound("referral");
  return row;
}
