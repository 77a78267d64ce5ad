/** A policy: which agency approves requests for a class of data, whom they go to, and within what limits. Dated ahead, with two owners. Not the floor, which is in the database. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity({ schema: "policy", name: "request_policy" })
@ObjectType({ description: "Who approves requests for a class of data, whom they go to, and within what limits: in force from a moment that both of its owners knew ahead." })
export class RequestPolicy {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Column("text", { name: "data_class" })
  @Field(() => String, { nullable: true, description: "`telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: string;

  @Column("text", { name: "second_duty", nullable: true })
  @Field(() => String, { nullable: true, description: "Who approves after KDCA: `police-officer` (always, for location), `card-association-officer`, or nobody." })
  secondDuty!: string | null;

  @Column("text", { name: "second_agency", nullable: true })
  @Field(() => ID, { nullable: true, description: "The agency of whoever approves second." })
  secondAgency!: string | null;

  @Column("text", { array: true })
  @Field(() => [ID], { nullable: true, description: "The agencies that are asked." })
  providers!: string[];

  @Column("int", { name: "window_days" })
  @Field(() => Int, { nullable: true, description: "The longest window, in days; at most 28." })
  windowDays!: number;

  @Column("int", { name: "request_days" })
  @Field(() => Int, { nullable: true, description: "Days from submission until a request expires; at most 30." })
  requestDays!: number;

  @Column("int", { name: "grant_days" })
  @Field(() => Int, { nullable: true, description: "Days for which what was provided may be read; at most 30." })
  grantDays!: number;

  @Column("int", { name: "notice_days" })
  @Field(() => Int, { nullable: true, description: "Days within which the data subject is given notice; at most 30." })
  noticeDays!: number;

  @Column("int", { name: "kept_days" })
  @Field(() => Int, { nullable: true, description: "Days for which the data are kept after their purpose is met; 0 is at once." })
  keptDays!: number;

  @Column("int", { name: "roster_persons" })
  @Field(() => Int, { nullable: true, description: "The most persons of a place roster; 0 allows none." })
  rosterPersons!: number;

  @Column("int", { name: "roster_square_metres" })
  @Field(() => Int, { nullable: true, description: "The largest area of a place roster's places together, in square metres." })
  rosterSquareMetres!: number;

  @Column("int", { name: "roster_dwell_minutes" })
  @Field(() => Int, { nullable: true, description: "The least dwell time that a place roster may ask for, in minutes." })
  rosterDwellMinutes!: number;

  @Column("int", { name: "unmatched_days" })
  @Field(() => Int, { nullable: true, description: "Days after which persons of a place roster who match nobody are deleted; at most 28." })
  unmatchedDays!: number;

  @Column("text")
  @Field(() => String, { nullable: true, description: "Why it was proposed." })
  reason!: string;

  @Column("timestamptz", { name: "valid_from" })
  @Field(() => DateTime, { nullable: true, description: "When it comes into force, in place of the one before; after its confirmation." })
  validFrom!: Date;

  @Column("text", { name: "proposed_by" })
  @Field(() => ID, { nullable: true, description: "The account that proposed it." })
  proposedBy!: string;

  @Column("timestamptz", { name: "proposed_at" })
  @Field(() => DateTime, { nullable: true, description: "When." })
  proposedAt!: Date;

  @Column("text", { name: "confirmed_by", nullable: true })
  @Field(() => ID, { nullable: true, description: "The account that confirmed it, never the same; null until then." })
  confirmedBy!: string | null;

  @Column("timestamptz", { name: "confirmed_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When; null until then." })
  confirmedAt!: Date | null;
}

export const RequestPolicyConnection = connectionOf(() => RequestPolicy, "RequestPolicy");

@InputType({ description: "A policy as it is proposed." })
export class RequestPolicyInput {
  @Field(() => String, { description: "`telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: string;

  @Field(() => String, { nullable: true, description: "Who approves after KDCA: `police-officer` (required for location), `card-association-officer`, or nobody." })
  secondDuty?: string;

  @Field(() => ID, { nullable: true, description: "That officer's agency." })
  secondAgency?: string;

  @Field(() => [ID], { description: "The agencies that are asked; 1 to 200." })
  providers!: string[];

  @Field(() => Int, { description: "The longest window, in days; 1 to 28." })
  windowDays!: number;

  @Field(() => Int, { description: "Days from submission until a request expires; 1 to 30." })
  requestDays!: number;

  @Field(() => Int, { description: "Days for which what was provided may be read; 1 to 30." })
  grantDays!: number;

  @Field(() => Int, { description: "Days within which the data subject is given notice; 1 to 30." })
  noticeDays!: number;

  @Field(() => Int, { description: "Days for which the data are kept after their purpose is met; 0 to 365." })
  keptDays!: number;

  @Field(() => Int, { defaultValue: 0, description: "The most persons of a place roster; 0 to 20000, 0 allows none." })
  rosterPersons!: number;

  @Field(() => Int, { defaultValue: 0, description: "The largest area of a place roster, in square metres; 0 to 1000000." })
  rosterSquareMetres!: number;

  @Field(() => Int, { defaultValue: 30, description: "The least dwell time of a place roster, in minutes; 1 or more." })
  rosterDwellMinutes!: number;

  @Field(() => Int, { defaultValue: 14, description: "Days after which persons of a place roster who match nobody are deleted; 1 to 28." })
  unmatchedDays!: number;

  @Field(() => DateTime, { description: "When it comes into force: in the future." })
  validFrom!: Date;

  @Field(() => String, { description: "Why, in 1 to 2000 characters." })
  reason!: string;
}
