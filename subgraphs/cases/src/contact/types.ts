/** A contact (접촉자) and the daily follow-up. Clinical and pseudonymous (P2). */
import type { CaseId, PersonKey, RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity({ schema: "cases", name: "contact" })
@ObjectType({ description: "A person exposed to a case (접촉자)." })
export class Contact {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Column("uuid", { name: "person_key" })
  @Field(() => ID, { nullable: true, description: "Surrogate key of the person." })
  personKey!: PersonKey;

  @Column("text", { name: "region_code" })
  regionCode!: RegionCode;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "State of the follow-up: `registered`, `under-follow-up`, `released`, `ended` or `became-case`; of another system in its words." })
  status!: string | null;

  @Column("text", { name: "age_band", nullable: true })
  @Field(() => String, { nullable: true, description: "Decade of age, such as `30s`." })
  ageBand!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "`female`, `male` or `other`." })
  sex!: string | null;

  @Column("date", { name: "last_contact_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Last day of contact." })
  lastContactDate!: string | null;

  @Column("date", { name: "follow_up_from", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "First day of follow-up." })
  followUpFrom!: string | null;

  @Column("date", { name: "follow_up_to", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Last day of follow-up." })
  followUpTo!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "`close` or `casual` (밀접·일상 접촉자), as the disease's rules or an investigator say." })
  classification!: string | null;

  @Column("text", { name: "registered_by", nullable: true })
  @Field(() => ID, { nullable: true, description: "Account that registered the contact; null for one from another system." })
  registeredBy!: string | null;

  @Column("timestamptz", { name: "registered_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When the contact was registered here." })
  registeredAt!: Date | null;

  @Column("uuid", { name: "became_case_id", nullable: true })
  becameCaseId!: CaseId | null;

  /** Whether the person is specially protected as a case. */
  sealed!: boolean;

  /** The cases that the contact was exposed to, as far as the asker may see them. */
  caseIds!: readonly CaseId[];
}

@ObjectType({ description: "One day of a contact's follow-up." })
export class FollowUp {
  ofContact!: Contact;
  contactId!: string;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => LocalDate, { nullable: true, description: "The day." })
  day!: string;

  @Field(() => Int, { nullable: true, description: "Its number in the follow-up." })
  number!: number | null;

  @Field(() => String, { nullable: true, description: "What was found: `well`, `with-symptoms` or `not-reached`; of another system in its words." })
  status!: string;

  @Field(() => [String], { nullable: true, description: "Symptoms that were told of." })
  symptoms!: readonly string[] | null;

  @Field(() => Float, { nullable: true, description: "Body temperature in degrees Celsius." })
  temperatureCelsius!: number | null;

  @Field(() => Boolean, { nullable: true, description: "Whether the contact was reached that day." })
  reached!: boolean | null;

  @Field(() => ID, { nullable: true, description: "Account that recorded it, or corrected it last." })
  recordedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was recorded, or corrected last." })
  recordedAt!: Date | null;
}

export const ContactConnection = connectionOf(() => Contact, "Contact");
export const FollowUpConnection = connectionOf(() => FollowUp, "FollowUp");

export const resourceOfContact = (row: Contact): Resource => ({ subjects: [row.personKey], caseIds: row.caseIds, regionCode: row.regionCode, sealed: row.sealed });
