/** One step of case work: what was done, by whom, when and why. What followed from it stands in the row that it is about. */
import type { CaseId, RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "One step of case work: what was done, by whom, when and why. Steps are only ever added." })
export class WorkStep {
  caseId!: CaseId | null;
  contactId!: string | null;
  regionCode!: RegionCode | null;
  /** That of the contact, case or region that it is part of the history of. */
  resource!: Resource;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "What was done: the name of the mutation; `endQuarantine` and `endTask` followed from another step." })
  action!: string;

  @Field(() => ID, { nullable: true, description: "Account that did it." })
  byAccount!: string;

  @Field(() => ID, { nullable: true, description: "Its agency." })
  byAgency!: string;

  @Field(() => DateTime, { nullable: true, description: "When." })
  at!: Date;

  @Field(() => String, { nullable: true, description: "Why, as typed." })
  reason!: string | null;

  @Field(() => ID, { nullable: true, description: "Account to which something was assigned or from which it was taken." })
  account!: string | null;

  @Field(() => ID, { nullable: true, description: "Agency to which something was assigned or offered." })
  agency!: string | null;

  @Field(() => String, { nullable: true, description: "What was said beside this, as JSON." })
  details!: string;
}

export const WorkStepConnection = connectionOf(() => WorkStep, "WorkStep");
