/** That stays of a case have arrived: a provider's file was stored whole under a request. Stands on a grant as the stays do (P4). Not the stays: see ../stay. */
import type { CaseId, DataClass, PersonKey, RequestId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "That stays of a case have arrived: a file of a provider was stored whole, for a request whose grant you hold." })
export class StayArrival {
  caseId!: CaseId;
  personKey!: PersonKey;
  /** Whether the case is specially protected. */
  sealed!: boolean;
  requestId!: RequestId;
  position!: string;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "`telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: DataClass;

  @Field(() => DateTime, { nullable: true, description: "First moment that was asked for." })
  windowFrom!: Date;

  @Field(() => DateTime, { nullable: true, description: "Moment up to which." })
  windowTo!: Date;

  @Field(() => Int, { nullable: true, description: "Stays that are new by the file; 0 when it had none that was not there before." })
  staysStored!: number;

  @Field(() => DateTime, { nullable: true, description: "When the file was whole." })
  arrivedAt!: Date;
}

export const StayArrivalConnection = connectionOf(() => StayArrival, "StayArrival");

export const resourceOfArrival = ({ caseId, personKey, sealed, dataClass, windowFrom, windowTo }: StayArrival): Resource => ({ subjects: [personKey], caseIds: [caseId], sealed, inputs: [{ caseId, dataClass, interval: { from: windowFrom.getTime(), to: windowTo.getTime() } }] });
