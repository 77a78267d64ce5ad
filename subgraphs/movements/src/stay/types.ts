/** A stay (체류): one person at one place from arrival to departure, under the request that brought it. Evidence (P4). */
import type { CaseId, DataClass, Evidence, PersonKey, RequestId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Field, Float, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "One person at one place from arrival to departure, within one day (체류)." })
export class Stay {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  personKey!: PersonKey;
  caseId!: CaseId;
  requestId!: RequestId;
  placeId!: string | null;
  /** Whether its case is specially protected. */
  sealed!: boolean;

  @Field(() => LocalDate, { nullable: true, description: "The day, in Asia/Seoul." })
  day!: string;

  @Field(() => String, { nullable: true, description: "`minute`, or `day` when the source knew no hours." })
  precision!: "minute" | "day";

  @Field(() => DateTime, { nullable: true, description: "Arrival; null when only the day is known." })
  arrival!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Departure; null when only the day is known." })
  departure!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Not there before." })
  earliest!: Date;

  @Field(() => DateTime, { nullable: true, description: "Not there after." })
  latest!: Date;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  latitude!: number;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  longitude!: number;

  @Field(() => Float, { nullable: true, description: "Uncertainty of the position, in metres." })
  accuracyMetres!: number;

  @Field(() => String, { nullable: true, description: "`telecom-location`, `card-use`, `qr-entry`, `interview` or `public-report`." })
  dataClass!: DataClass;

  @Field(() => Float, { nullable: true, description: "0 to 1: how likely the stay happened as written." })
  confidence!: number;

  @Field(() => String, { nullable: true, description: "The source's own ids of the observations behind it." })
  sourceRecord!: string;

  @Field(() => Int, { nullable: true, description: "Dwell time (체류시간) in whole minutes; null when only the day is known." })
  get dwellMinutes(): number | null {
    return this.arrival === null || this.departure === null ? null : Math.round((this.departure.getTime() - this.arrival.getTime()) / 60_000);
  }
}

export const StayConnection = connectionOf(() => Stay, "Stay");

export const evidenceOf = (stay: Stay): Evidence => ({ caseId: stay.caseId, dataClass: stay.dataClass, interval: { from: stay.earliest.getTime(), to: stay.latest.getTime() } });

export const resourceOfStays = (stays: readonly Stay[]): Resource => ({
  subjects: [...new Set(stays.map(({ personKey }) => personKey))],
  caseIds: [...new Set(stays.map(({ caseId }) => caseId))],
  sealed: stays.some(({ sealed }) => sealed),
  inputs: stays.map(evidenceOf),
});
