/** What is derived from stays: the path, co-presences, likely sources. Evidence (P4) of every person it came from. */
import type { Resource } from "@epigraph/authz";
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Field, Float, Int, ObjectType } from "type-graphql";
import type { Case } from "../request/types.js";
import { resourceOfStays, Stay } from "../stay/types.js";

@ObjectType({ description: "One visit of a case's path (동선), as all sources together have it." })
export class PathStop {
  stays!: readonly Stay[];
  placeId!: string | null;

  @Field(() => LocalDate, { nullable: true, description: "The day, in Asia/Seoul." })
  day!: string;

  @Field(() => String, { nullable: true, description: "`minute`, or `day` when no source knew hours." })
  precision!: string;

  @Field(() => DateTime, { nullable: true, description: "First arrival that a source shows." })
  arrival!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Last departure that a source shows." })
  departure!: Date | null;

  @Field(() => Int, { nullable: true, description: "Dwell time (체류시간) in whole minutes." })
  dwellMinutes!: number | null;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  latitude!: number;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  longitude!: number;

  @Field(() => [String], { nullable: true, description: "The data classes that show the visit." })
  dataClasses!: readonly string[];

  @Field(() => Float, { nullable: true, description: "0 to 1: that not every source is wrong." })
  confidence!: number;

  @Field(() => [String], { nullable: true, description: "Data classes that show the case elsewhere at the same time." })
  contradictions!: readonly string[];
}

@ObjectType({ description: "Two cases at the same place, or near each other, on the same day. Shows that they were there together; says nothing about infection." })
export class CoPresence {
  @Field(() => Stay, { nullable: true, description: "The stay of this case." })
  stay!: Stay;

  @Field(() => Stay, { nullable: true, description: "The stay of the other case." })
  otherStay!: Stay;

  @Field(() => LocalDate, { nullable: true, description: "The day, in Asia/Seoul." })
  day!: string;

  @Field(() => String, { nullable: true, description: "`shown` (hours overlap), `possible` (they may overlap) or `same-day` (hours unknown)." })
  precision!: string;

  @Field(() => String, { nullable: true, description: "`same-place` or `within-radius`." })
  basis!: string;

  @Field(() => Float, { nullable: true, description: "Metres between the two positions." })
  distanceMetres!: number;

  @Field(() => Int, { nullable: true, description: "Whole minutes together; null when hours are unknown." })
  overlapMinutes!: number | null;
}

@ObjectType({ description: "What the probability of a source rests on." })
export class SourceEvidence {
  resource!: Resource;

  @Field(() => Int, { nullable: true, description: "Days from the candidate's date to this case's." })
  daysBetween!: number;

  @Field(() => Float, { nullable: true, description: "Probability of that day under the disease's serial interval." })
  serialIntervalDensity!: number;

  @Field(() => Boolean, { nullable: true, description: "Whether both belong to the same municipality." })
  sameMunicipality!: boolean;

  @Field(() => Boolean, { nullable: true, description: "Whether both belong to the same province." })
  sameProvince!: boolean;

  @Field(() => Int, { nullable: true, description: "Co-presences of the two that granted evidence shows; not part of the probability." })
  coPresences!: number;
}

@ObjectType({ description: "A candidate for who infected the case (감염원), or the possibility that it was nobody among the cases that you may see." })
export class LikelySource {
  candidate!: Case | null;
  resource!: Resource;

  @Field(() => String, { nullable: true, description: "`case`, or `outside`: somebody who is not among the candidates." })
  kind!: "case" | "outside";

  @Field(() => Int, { nullable: true, description: "From 1; null for `outside`." })
  rank!: number | null;

  @Field(() => Float, { nullable: true, description: "0 to 1; all rows together make 1." })
  probability!: number;

  @Field(() => String, { nullable: true, description: "Name and version of the method." })
  method!: string;

  @Field(() => SourceEvidence, { nullable: true, description: "What it rests on." })
  evidence!: SourceEvidence | null;
}

export const PathStopConnection = connectionOf(() => PathStop, "PathStop");
export const CoPresenceConnection = connectionOf(() => CoPresence, "CoPresence");
export const LikelySourceConnection = connectionOf(() => LikelySource, "LikelySource");

export const resourceOfStop = (stop: PathStop): Resource => resourceOfStays(stop.stays);
export const resourceOfCoPresence = ({ stay, otherStay }: CoPresence): Resource => resourceOfStays([stay, otherStay]);
