/**
 * Interviews: when, with whom and in which version (P2), and what was said (P3). Visits and companions are as much as the free text what a person told of themselves and of others, so
 * all three stand in one blob under that person's own data key, and go with it. Not evidence of where anybody was: see movements.
 */
import type { Resource } from "@epigraph/authz";
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { type Case, resourceOfCase } from "../case/types.js";

export const informants = ["self", "family", "guardian", "health-worker", "other"] as const;
export const precisions = ["minute", "hour", "day"] as const;

/** As it is sealed; instants in ISO 8601. */
export type Content = { readonly interview: string; readonly text: string | null; readonly visits: readonly Visit[]; readonly companions: readonly Companion[] };
export type Visit = { readonly day: string; readonly from: string | null; readonly to: string | null; readonly precision: string; readonly placeId: string | null; readonly placeText: string | null; readonly activity: string | null };
export type Companion = { readonly name: string | null; readonly relation: string | null; readonly phone: string | null; readonly contactId: string | null };

@ObjectType({ description: "An interview about a case (면담), in one version. A correction is a new version; what was recorded before stays." })
export class Interview {
  ofCase!: Case;
  correctsId!: string | null;

  @Field(() => ID, { description: "Opaque id of this version." })
  id!: string;

  @Field(() => Int, { nullable: true, description: "From 1." })
  version!: number;

  @Field(() => LocalDate, { nullable: true, description: "Day of the interview." })
  conductedDate!: string;

  @Field(() => String, { nullable: true, description: "Who was asked: `self`, `family`, `guardian`, `health-worker` or `other`." })
  informant!: string;

  @Field(() => ID, { nullable: true, description: "The account that recorded it." })
  recordedBy!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was recorded." })
  recordedAt!: Date;
}

@ObjectType({ description: "A visit, as stated in an interview." })
export class VisitStatement {
  ofInterview!: Interview;
  placeId!: string | null;

  @Field(() => LocalDate, { nullable: true, description: "The day." })
  day!: string;

  @Field(() => DateTime, { nullable: true, description: "From when, if known." })
  from!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Until when, if known." })
  to!: Date | null;

  @Field(() => String, { nullable: true, description: "How exactly the times are known: `minute`, `hour` or `day`." })
  precision!: string;

  @Field(() => String, { nullable: true, description: "Where, in the informant's words." })
  placeText!: string | null;

  @Field(() => String, { nullable: true, description: "What was done there." })
  activity!: string | null;
}

@ObjectType({ description: "Somebody who was along, as stated in an interview." })
export class CompanionStatement {
  ofInterview!: Interview;
  contactId!: string | null;

  @Field(() => String, { nullable: true, description: "The name, as stated." })
  name!: string | null;

  @Field(() => String, { nullable: true, description: "What they are to the case." })
  relation!: string | null;

  @Field(() => String, { nullable: true, description: "The telephone number, as stated." })
  phone!: string | null;
}

export const InterviewConnection = connectionOf(() => Interview, "Interview");

export const resourceOfInterview = ({ ofCase }: Interview): Resource => resourceOfCase(ofCase);
