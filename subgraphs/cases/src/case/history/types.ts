/** What changed of a case, who changed it and when. Never rewritten. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";
import type { Case } from "../types.js";

@ObjectType({ description: "One value of a case, or of one of its samples, that changed." })
export class CaseChange {
  ofCase!: Case;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => ID, { nullable: true, description: "The account that changed it." })
  changedBy!: string;

  @Field(() => DateTime, { nullable: true, description: "When." })
  changedAt!: Date;

  @Field(() => String, { nullable: true, description: "What it is a part of: `case_record` or `sample`." })
  of!: string;

  @Field(() => ID, { nullable: true, description: "Which one." })
  rowId!: string;

  @Field(() => String, { nullable: true, description: "Which value, such as `onset_date`." })
  field!: string;

  @Field(() => String, { nullable: true, description: "What stood there before, as JSON; null of `merged_into`, which names another case." })
  before!: string | null;

  @Field(() => String, { nullable: true, description: "What stands there since, as JSON; null of `merged_into`, which names another case." })
  after!: string | null;
}

export const CaseChangeConnection = connectionOf(() => CaseChange, "CaseChange");
