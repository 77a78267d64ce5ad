/** A declared response, without which the platform does not work: two approvers begin it, and two end it. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "The response to an outbreak of one disease, declared by one approver and confirmed by another. While none is in force nobody investigates, approves, provides or discloses." })
export class OutbreakResponse {
  diseaseCode!: string;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "The law or order that it rests on." })
  legalBasis!: string;

  @Field(() => String, { nullable: true, description: "`declared`: it waits for another approver; `in-force`; `end-proposed`: still in force, its end waits for another approver; `ended`; `withdrawn`." })
  state!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was declared." })
  declaredAt!: Date;
}

export const OutbreakResponseConnection = connectionOf(() => OutbreakResponse, "OutbreakResponse");
