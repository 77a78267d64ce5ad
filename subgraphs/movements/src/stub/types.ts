/** The stub of a case that another agency keeps: all that is told of it. The agency itself is in cases. */
import type { AgencyId } from "@epigraph/authz";
import { Directive, Field, ID, ObjectType } from "type-graphql";

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType({ description: "An agency that takes part in the response, such as a municipality's public health centre (보건소)." })
export class Agency {
  @Field(() => ID, { description: "Its name in the platform, such as `health-centre.1168000000`." })
  id!: AgencyId;
}

@Directive("@shareable")
@ObjectType({ description: "A case of another jurisdiction, of which no more is told than whom to call. Details follow a referral that was accepted." })
export class CaseStub {
  @Field(() => ID, { description: "Pseudonym of the case for the own agency; no other agency is given the same. Quote it on the telephone." })
  id!: string;

  agencyId!: AgencyId | null;
}
