/** What movements know of a case, and the information requests made for it. */
import type { CaseId, DataClass, PersonKey, RegionCode, RequestId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Directive, Field, ID, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Directive('@key(fields: "id")')
@Entity({ schema: "movements", name: "case_reference" })
@ObjectType({ description: "One episode of a disease in one person." })
export class Case {
  @PrimaryColumn("uuid", { name: "case_id" })
  @Field(() => ID, { description: "Opaque id." })
  id!: CaseId;

  @Column("uuid", { name: "person_key" })
  personKey!: PersonKey;

  @Column("text", { name: "region_code" })
  regionCode!: RegionCode;

  @Column("text")
  disease!: string;

  @Column("date", { name: "onset_date", nullable: true })
  onsetDate!: string | null;

  @Column("date", { name: "confirmation_date", nullable: true })
  confirmationDate!: string | null;

  @Column("date", { name: "isolation_date", nullable: true })
  isolationDate!: string | null;

  @Column("boolean")
  sealed!: boolean;
}

@Directive('@key(fields: "id")')
@Entity({ schema: "movements", name: "information_request" })
@ObjectType({ description: "A request for one class of data about one case and window, with its way through approval (정보요청)." })
export class InformationRequest {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: RequestId;

  @Column("uuid", { name: "case_id" })
  caseId!: CaseId;

  @Column("text", { name: "data_class" })
  @Field(() => String, { nullable: true, description: "`telecom-location`, `card-use`, `qr-entry`, `interview` or `public-report`." })
  dataClass!: DataClass;

  @Column("timestamptz", { name: "window_from" })
  @Field(() => DateTime, { nullable: true, description: "First moment asked for." })
  windowFrom!: Date;

  @Column("timestamptz", { name: "window_to" })
  @Field(() => DateTime, { nullable: true, description: "Moment up to which data were asked for." })
  windowTo!: Date;

  @Column("text")
  @Field(() => String, { nullable: true, description: "Why the data are needed." })
  justification!: string;

  @Column("text", { name: "legal_basis" })
  @Field(() => String, { nullable: true, description: "The law it rests on." })
  legalBasis!: string;

  @Column("text")
  @Field(() => String, { nullable: true, description: "Where it stands, such as `approved` or `provided`." })
  state!: string;

  @Column("text", { name: "requested_by" })
  @Field(() => ID, { nullable: true, description: "The account that asked." })
  requestedBy!: string;

  @Column("timestamptz", { name: "requested_at" })
  @Field(() => DateTime, { nullable: true, description: "When it was asked." })
  requestedAt!: Date;

  @Column("text", { name: "approved_by", nullable: true })
  @Field(() => ID, { nullable: true, description: "The account that approved it; never the one that asked." })
  approvedBy!: string | null;

  @Column("timestamptz", { name: "approved_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When it was approved." })
  approvedAt!: Date | null;

  @Column("timestamptz", { name: "police_approved_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When the police approved it (location data only)." })
  policeApprovedAt!: Date | null;

  @Column("timestamptz", { name: "provided_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When the data came." })
  providedAt!: Date | null;

  /** The case asked about. */
  ofCase!: Case;
}

export const InformationRequestConnection = connectionOf(() => InformationRequest, "InformationRequest");

export const resourceOfCase = (row: Case): Resource => ({ subjects: [row.personKey], caseIds: [row.id], regionCode: row.regionCode, sealed: row.sealed });
