/** Who looked at a case, as those who answer for it may know: by agency, not by person. */
import { connectionOf, DateTime } from "@epigraph/service";
import type { Resource } from "@epigraph/authz";
import { Directive, Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "Somebody's access to a case, as an investigator of the case may know it: by agency, not by person." })
export class CaseAccess {
  caseId!: string;
  index!: string;

  @Field(() => DateTime, { nullable: true, description: "When." })
  recorded!: Date;

  @Field(() => String, { nullable: true, description: "The agency that asked." })
  agency!: string;

  @Field(() => String, { nullable: true, description: "The duty of who asked." })
  duty!: string;

  @Field(() => String, { nullable: true, description: "The purpose stated." })
  purpose!: string;

  @Field(() => String, { nullable: true, description: "`answered`, `partly-denied`, `refused` or `error`." })
  outcome!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: "One episode of a disease in one person." })
export class Case {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Directive("@external")
  @Field(() => ID, { nullable: true, description: "Surrogate key of the person." })
  personKey!: string | null;
}

export const CaseAccessConnection = connectionOf(() => CaseAccess, "CaseAccess");

export const resourceOfAccess = (row: CaseAccess): Resource => ({ caseIds: [row.caseId as never] });
