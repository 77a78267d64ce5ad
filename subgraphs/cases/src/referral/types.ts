/** The referral of a case from the agency that keeps it to another, which sees it once it has accepted. */
import type { AgencyId, CaseId, PersonKey, RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "A case offered by the agency that keeps it to another one; the details are open to that agency from its acceptance to the end." })
export class Referral {
  caseId!: CaseId;
  personKey!: PersonKey;
  regionCode!: RegionCode;
  toAgencyId!: AgencyId;
  sealed!: boolean;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "Why, in the words of who offered it." })
  reason!: string;

  @Field(() => ID, { nullable: true, description: "Account that offered it." })
  offeredBy!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was offered." })
  offeredAt!: Date;

  @Field(() => ID, { nullable: true, description: "Account that accepted it; null until then." })
  acceptedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was accepted; null until then." })
  acceptedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When either side ended it; null while it lasts." })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: "`offered`, `accepted` or `ended`." })
  get state(): string {
    if (this.endedAt !== null) return "ended";
    return this.acceptedAt === null ? "offered" : "accepted";
  }
}

export const ReferralConnection = connectionOf(() => Referral, "Referral");

export const resourceOfReferral = (row: Referral): Resource => ({ subjects: [row.personKey], caseIds: [row.caseId], regionCode: row.regionCode, agency: row.toAgencyId, sealed: row.sealed });
