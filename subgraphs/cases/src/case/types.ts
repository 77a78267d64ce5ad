/** A case and the rows that belong to it: links, exposures, samples. Clinical and pseudonymous (P2). */
import { type CaseId, type PersonKey, type RegionCode, type Resource } from "@epigraph/authz";
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Directive, Field, ID, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";
import type { WrittenSymptom, WrittenTravel } from "./plausible.js";

@Directive('@key(fields: "id")')
@Entity({ schema: "cases", name: "case_record" })
@ObjectType({ description: "One episode of a disease in one person." })
export class Case {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: CaseId;

  @Column("uuid", { name: "person_key" })
  @Field(() => ID, { nullable: true, description: "Surrogate key of the person: the same for all cases of one person." })
  personKey!: PersonKey;

  @Column("text")
  @Field(() => String, { nullable: true, description: "The disease, such as `covid-19` or `mers`." })
  disease!: string;

  @Column("text")
  @Field(() => String, { nullable: true, description: "`confirmed`, `probable`, `suspected` or `not-a-case`." })
  classification!: string;

  @Column("text", { name: "region_code" })
  regionCode!: RegionCode;

  @Column("text", { name: "age_band", nullable: true })
  @Field(() => String, { nullable: true, description: "Decade of age, such as `30s`." })
  ageBand!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "`female`, `male` or `other`." })
  sex!: string | null;

  @Column("date", { name: "onset_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "First day of symptoms (증상발현일)." })
  onsetDate!: string | null;

  @Column("date", { name: "sampling_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Day of the sample that confirmed the case." })
  samplingDate!: string | null;

  @Column("date", { name: "confirmation_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Day of confirmation (확진일)." })
  confirmationDate!: string | null;

  @Column("date", { name: "reporting_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Day on which the case was reported." })
  reportingDate!: string | null;

  @Column("date", { name: "isolation_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "First day of isolation (격리)." })
  isolationDate!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "`isolated`, `released` or `deceased`." })
  outcome!: string | null;

  @Column("date", { name: "outcome_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Day of the outcome." })
  outcomeDate!: string | null;

  @Column("uuid", { name: "cluster_id", nullable: true })
  clusterId!: string | null;

  @Column("text", { name: "infection_setting", nullable: true })
  @Field(() => String, { nullable: true, description: "How the source names the setting of infection; often written down after the investigation." })
  infectionSetting!: string | null;

  @Column("text", { name: "registered_by", nullable: true })
  @Field(() => ID, { nullable: true, description: "The account that registered the case here; null for one that an import brought." })
  registeredBy!: string | null;

  @Column("timestamptz", { name: "registered_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When it was registered here." })
  registeredAt!: Date | null;

  @Column("text", { name: "reporting_source", nullable: true })
  @Field(() => String, { nullable: true, description: "Who reported the case, such as `hospital`." })
  reportingSource!: string | null;

  @Column("date", { name: "isolation_end_date", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Last day of isolation." })
  isolationEndDate!: string | null;

  @Column("text", { name: "isolation_place", nullable: true })
  @Field(() => String, { nullable: true, description: "Kind of place of isolation, such as `home`." })
  isolationPlace!: string | null;

  @Column("jsonb", { name: "symptoms" })
  writtenSymptoms!: readonly WrittenSymptom[];

  @Column("text", { name: "risk_groups", array: true })
  @Field(() => [String], { nullable: true, description: "Underlying conditions, and groups at risk." })
  riskGroups!: readonly string[];

  @Column("jsonb", { name: "travel" })
  writtenTravel!: readonly WrittenTravel[];

  @Column("uuid", { name: "merged_into", nullable: true })
  mergedIntoId!: CaseId | null;

  @Column("boolean")
  sealed!: boolean;

  @Column("text", { name: "source_system" })
  @Field(() => String, { nullable: true, description: "The system that the record came from." })
  sourceSystem!: string;

  @Column("text", { name: "source_record" })
  @Field(() => String, { nullable: true, description: "The record's id in that system." })
  sourceRecord!: string;
}

/** Rows that belong to a case are seen as the case is seen. */
type OfCase = { readonly ofCase: Case };

@ObjectType({ description: "A symptom of a case." })
export class Symptom implements OfCase {
  ofCase!: Case;

  @Field(() => String, { nullable: true, description: "Its code, such as `fever`." })
  code!: string;

  @Field(() => LocalDate, { nullable: true, description: "Since when, if known." })
  onsetDate!: string | null;
}

@ObjectType({ description: "A journey abroad." })
export class Travel implements OfCase {
  ofCase!: Case;

  @Field(() => String, { nullable: true, description: "The country, by its two letters of ISO 3166." })
  countryCode!: string;

  @Field(() => LocalDate, { nullable: true, description: "First day there." })
  fromDate!: string;

  @Field(() => LocalDate, { nullable: true, description: "Last day there, if known." })
  toDate!: string | null;
}

@ObjectType({ description: "Who infected whom, as a source states it." })
export class TransmissionLink implements OfCase {
  ofCase!: Case;
  infectorCaseId!: CaseId;
  infecteeCaseId!: CaseId;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "What the statement rests on." })
  basis!: string;

  @Field(() => String, { nullable: true, description: "Setting of the infection." })
  setting!: string | null;
}

@ObjectType({ description: "A contact's (or another case's) exposure to this case." })
export class Exposure implements OfCase {
  ofCase!: Case;
  contactId!: string | null;
  exposedCaseId!: CaseId | null;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => LocalDate, { nullable: true, description: "Last day of contact." })
  lastContactDate!: string | null;

  @Field(() => String, { nullable: true, description: "Kind of exposure, in the source's words." })
  exposureType!: string | null;

  @Field(() => String, { nullable: true, description: "Where it happened, in the source's words." })
  setting!: string | null;

  @Field(() => String, { nullable: true, description: "How often, in the source's words." })
  frequency!: string | null;

  @Field(() => String, { nullable: true, description: "How long, in the source's words." })
  duration!: string | null;

  @Field(() => String, { nullable: true, description: "How certain, in the source's words." })
  certainty!: string | null;
}

@ObjectType({ description: "A sample and its result." })
export class Sample {
  /** The case or contact it was taken from. */
  resource!: Resource;
  parentId!: string;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => LocalDate, { nullable: true, description: "Day on which it was taken." })
  takenDate!: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Day of the result." })
  resultDate!: string | null;

  @Field(() => String, { nullable: true, description: "What was taken." })
  sampleType!: string | null;

  @Field(() => String, { nullable: true, description: "The test." })
  testType!: string | null;

  @Field(() => String, { nullable: true, description: "The result." })
  result!: string | null;

  @Field(() => String, { nullable: true, description: "The laboratory." })
  laboratory!: string | null;

  @Field(() => ID, { nullable: true, description: "The account that recorded it here; null for one that an import brought." })
  recordedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was recorded here." })
  recordedAt!: Date | null;
}

export const CaseConnection = connectionOf(() => Case, "Case");
export const TransmissionLinkConnection = connectionOf(() => TransmissionLink, "TransmissionLink");
export const ExposureConnection = connectionOf(() => Exposure, "Exposure");
export const SampleConnection = connectionOf(() => Sample, "Sample");

export const resourceOfCase = (row: Case): Resource => ({ subjects: [row.personKey], caseIds: [row.id], regionCode: row.regionCode, sealed: row.sealed });
