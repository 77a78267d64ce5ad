/** Emergency access ("break-glass"): who opened what was provided for a case without a grant, why, and what the review said. */
import type { AgencyId, CaseId, PersonKey, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType, registerEnumType } from "type-graphql";

export const EmergencyVerdict = { justified: "justified", notJustified: "not-justified" } as const;
export type EmergencyVerdict = (typeof EmergencyVerdict)[keyof typeof EmergencyVerdict];
registerEnumType(EmergencyVerdict, {
  name: "EmergencyVerdict",
  description: "What a review found.",
  valuesConfig: { justified: { description: "There was an emergency." }, notJustified: { description: "There was none: what is still open of it ends at once." } },
});

@ObjectType({ description: "Emergency access to what was already provided for one case: 30 minutes, to look at and not to take away, reviewed by another person within a day." })
export class EmergencyAccess {
  caseId!: CaseId;
  personKey!: PersonKey;
  agencyId!: AgencyId;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => ID, { nullable: true, description: "The account that opened it." })
  account!: string;

  @Field(() => String, { nullable: true, description: "Why, as typed." })
  reason!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was opened." })
  openedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "Until when it lasts." })
  until!: Date;

  @Field(() => DateTime, { nullable: true, description: "By when it is to be reviewed." })
  reviewDueAt!: Date;

  @Field(() => ID, { nullable: true, description: "Who reviewed it; null until then." })
  reviewedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was reviewed; null until then." })
  reviewedAt!: Date | null;

  @Field(() => EmergencyVerdict, { nullable: true, description: "What the review found; null until then." })
  verdict!: EmergencyVerdict | null;

  @Field(() => String, { nullable: true, description: "What the review said; null until then." })
  review!: string | null;
}

export const EmergencyAccessConnection = connectionOf(() => EmergencyAccess, "EmergencyAccess");

export const resourceOfEmergency = (row: EmergencyAccess): Resource => ({ subjects: [row.personKey] });
