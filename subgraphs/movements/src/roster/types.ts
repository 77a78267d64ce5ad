/** What a place roster brought: who was at its places, when. Evidence (P4) about persons of whom nobody knows more than a pseudonym, unless they are cases. */
import type { CaseId, DataClass, PersonKey, RequestId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, Float, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "One person at one of the places of a place roster, from arrival to departure (장소 명부 체류)." })
export class RosterStay {
  /** The same on every roster. */
  rosterKey!: PersonKey;
  requestId!: RequestId;
  /** The case that the request was made for. */
  ofCaseId!: CaseId;
  placeId!: string | null;
  dataClass!: DataClass;
  earliest!: Date;
  latest!: Date;
  /** Whether the person or the case that the request was made for is specially protected. */
  sealed!: boolean;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => ID, { nullable: true, description: "The person's pseudonym on this roster: the same for all stays of one person here, another one on every other roster." })
  personKey!: string;

  @Field(() => DateTime, { nullable: true, description: "Arrival." })
  arrival!: Date;

  @Field(() => DateTime, { nullable: true, description: "Departure." })
  departure!: Date;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  latitude!: number;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  longitude!: number;

  @Field(() => Float, { nullable: true, description: "Uncertainty of the position, in metres." })
  accuracyMetres!: number;

  @Field(() => Float, { nullable: true, description: "0 to 1: how likely the stay happened as written." })
  confidence!: number;

  @Field(() => String, { nullable: true, description: "The provider's own ids of the observations behind it." })
  sourceRecord!: string;

  @Field(() => Int, { nullable: true, description: "Dwell time (체류시간) in whole minutes." })
  get dwellMinutes(): number {
    return Math.round((this.departure.getTime() - this.arrival.getTime()) / 60_000);
  }
}

export const RosterStayConnection = connectionOf(() => RosterStay, "RosterStay");

export const resourceOfRosterStay = ({ rosterKey, ofCaseId, sealed, dataClass, requestId, earliest, latest }: RosterStay): Resource => ({
  subjects: [rosterKey],
  caseIds: [ofCaseId],
  sealed,
  inputs: [{ caseId: ofCaseId, dataClass, interval: { from: earliest.getTime(), to: latest.getTime() }, roster: requestId }],
});
