/** The merge of two cases of one person: proposed by the owner of one, accepted by the owner of the other. Neither case is deleted, and nothing of either moves. */
import type { CaseId, RegionCode, AgencyId, PersonKey, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "Two cases of one person that are to be one. The one that goes on is kept; the other points to it, and keeps its own history, samples, evidence and grants." })
export class CaseMerge {
  caseId!: CaseId;
  duplicateId!: CaseId;
  regionCode!: RegionCode;
  agency!: AgencyId;
  sealed!: boolean;
  subjects!: readonly PersonKey[];

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "Which of the two goes on: `case`, the proposer's, or `duplicate`." })
  keep!: string;

  @Field(() => String, { nullable: true, description: "`proposed`, `accepted`, `refused` or `withdrawn`." })
  state!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was proposed." })
  proposedAt!: Date;
}

@ObjectType({ description: "One step of a merge." })
export class CaseMergeStep {
  ofMerge!: CaseMerge;

  @Field(() => String, { nullable: true, description: "`propose`, `accept`, `refuse` or `withdraw`." })
  step!: string;

  @Field(() => ID, { nullable: true, description: "The account that took it." })
  by!: string;

  @Field(() => DateTime, { nullable: true, description: "When." })
  at!: Date;

  @Field(() => String, { nullable: true, description: "Why, in their words." })
  reason!: string | null;
}

export const CaseMergeConnection = connectionOf(() => CaseMerge, "CaseMerge");

/** Answered where the other case is kept, withdrawn by the agency that proposed it. */
export const resourceOfMerge = ({ caseId, duplicateId, regionCode, agency, sealed, subjects }: CaseMerge): Resource => ({ subjects, caseIds: [caseId, duplicateId], regionCode, agency, sealed });
