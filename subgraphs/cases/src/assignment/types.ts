/** Who works on a case: what opens identities (P3) to an account, for as long as it lasts. */
import type { Case } from "../case/types.js";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "An account that is assigned to a case." })
export class Assignment {
  ofCase!: Case;

  @Field(() => ID, { nullable: true, description: "The account." })
  account!: string;

  @Field(() => ID, { nullable: true, description: "Its agency." })
  agency!: string;

  @Field(() => ID, { nullable: true, description: "Account that assigned it." })
  assignedBy!: string;

  @Field(() => DateTime, { nullable: true, description: "Since when." })
  assignedAt!: Date;
}

export const AssignmentConnection = connectionOf(() => Assignment, "Assignment");
