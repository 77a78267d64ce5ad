/** What belongs to an information request: its steps, what each provider did, and a roster's places. Seen as its case is seen. */
import type { AgencyId, PlaceId } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { Case } from "./types.js";
import type { RequestState, RequestStep as RequestStepName } from "./workflow.js";

@ObjectType({ description: "One step of an information request: who did what, when. Steps are never changed." })
export class RequestStep {
  ofCase!: Case;

  @Field(() => Int, { description: "From 1." })
  number!: number;

  @Field(() => String, { nullable: true, description: "`amend`, `submit`, `approve`, `deny`, `authorise`, `refuse`, `send`, `complete`, `provide`, `close`, `withdraw` or `expire`." })
  step!: RequestStepName;

  @Field(() => String, { nullable: true, description: "The state before." })
  fromState!: RequestState;

  @Field(() => String, { nullable: true, description: "The state after." })
  toState!: RequestState;

  @Field(() => DateTime, { nullable: true, description: "When." })
  at!: Date;

  @Field(() => ID, { nullable: true, description: "The account, or `platform` for what follows of itself." })
  account!: string;

  @Field(() => String, { nullable: true, description: "Its duty." })
  duty!: string;

  agencyId!: AgencyId | "platform";

  @Field(() => String, { nullable: true, description: "Why, where a reason was asked for." })
  reason!: string | null;
}

@ObjectType({ description: "What one provider has done about a request." })
export class RequestProvision {
  ofCase!: Case;

  agencyId!: AgencyId;

  @Field(() => DateTime, { nullable: true, description: "When it came into the provider's inbox." })
  arrivedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When the provider was done; null until then." })
  doneAt!: Date | null;

  @Field(() => String, { nullable: true, description: "`provided`, `nothing-held`, or why it ended otherwise: `withdrawn`, `expired`, `closed`." })
  doneAs!: string | null;
}

@ObjectType({ description: "A place of a place roster." })
export class RequestPlace {
  ofCase!: Case;
  placeId!: PlaceId;

  @Field(() => Int, { nullable: true, description: "How far around it, in metres." })
  radiusMetres!: number;
}

export const RequestStepConnection = connectionOf(() => RequestStep, "RequestStep");
export const RequestProvisionConnection = connectionOf(() => RequestProvision, "RequestProvision");
