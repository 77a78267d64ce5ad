/** Possible duplicates that the enterer is not told of: for a national steward, who says whether two cases are of one person. */
import type { CaseId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";
import { type Case, resourceOfCase } from "../case/types.js";

export const reviewStates = ["open", "same-person", "different-persons"] as const;

@ObjectType({ description: "A case whose person may be known from another jurisdiction, or be specially protected. The enterer is not told." })
export class DuplicateReview {
  ofCase!: Case;
  matchIds!: readonly CaseId[];

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => [String], { nullable: true, description: "What agrees: `phone`, `name-and-birth-date`, `resident-number`." })
  kinds!: readonly string[];

  @Field(() => Boolean, { nullable: true, description: "Whether a specially protected case is among the matches, which is not shown: ask the agency that keeps it by other ways." })
  protected!: boolean;

  @Field(() => String, { nullable: true, description: "`open`, `same-person` or `different-persons`." })
  state!: string;

  @Field(() => DateTime, { nullable: true, description: "When the case was entered." })
  checkedAt!: Date;

  @Field(() => ID, { nullable: true, description: "The steward who answered; null until then." })
  answeredBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When." })
  answeredAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Why, in the steward's words." })
  reason!: string | null;
}

export const DuplicateReviewConnection = connectionOf(() => DuplicateReview, "DuplicateReview");

export const resourceOfReview = ({ ofCase }: DuplicateReview): Resource => resourceOfCase(ofCase);
