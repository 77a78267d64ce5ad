/** The transfer of a case to another agency for good. Not a referral, which lets another agency see a case that stays where it is. */
import type { AgencyId, CaseId, PersonKey, RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "A case that the agency that keeps it hands over to the agency of another region, which keeps it from its acceptance on." })
export class Transfer {
  caseId!: CaseId;
  personKey!: PersonKey;
  regionCode!: RegionCode;
  toAgencyId!: AgencyId;
  sealed!: boolean;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "Why, in the words of who offered it." })
  reason!: string;

  @Field(() => String, { nullable: true, description: "`offered`, `accepted` or `ended` (withdrawn by the one agency, or turned down by the other)." })
  state!: string;

  @Field(() => ID, { nullable: true, description: "Account that offered it." })
  offeredBy!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was offered." })
  offeredAt!: Date;

  @Field(() => ID, { nullable: true, description: "Account that accepted or ended it; null until then." })
  answeredBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was accepted or ended; null until then." })
  answeredAt!: Date | null;
}

export const TransferConnection = connectionOf(() => Transfer, "Transfer");

export const resourceOfTransfer = (row: Transfer): Resource => ({ subjects: [row.personKey], caseIds: [row.caseId], regionCode: row.regionCode, agency: row.toAgencyId, sealed: row.sealed });
