/** What movements know of a case, and the information requests made for it. */
import type { AccountId, AgencyId, CaseId, DataClass, PersonKey, RegionCode, RequestId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";
import type { RequestState } from "./workflow.js";

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
@ObjectType({ description: "A request for one class of data about one case, or about places that cases were at, with its way through approval (정보요청)." })
export class InformationRequest {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: RequestId;

  @Column("uuid", { name: "case_id" })
  caseId!: CaseId;

  @Column("text")
  @Field(() => String, { nullable: true, description: "`case`; `place-roster`: who was at places; `renewal`: what was provided may be read for longer." })
  kind!: "case" | "place-roster" | "renewal";

  @Column("text", { nullable: true })
  agency!: AgencyId | null;

  @Column("uuid", { nullable: true })
  renews!: RequestId | null;

  @Column("text", { name: "data_class" })
  @Field(() => String, { nullable: true, description: "`telecom-location`, `card-use`, `qr-entry`, `interview` or `public-report`." })
  dataClass!: DataClass;

  @Column("timestamptz", { name: "window_from" })
  @Field(() => DateTime, { nullable: true, description: "First moment asked for." })
  windowFrom!: Date;

  @Column("timestamptz", { name: "window_to" })
  @Field(() => DateTime, { nullable: true, description: "Moment up to which data were asked for." })
  windowTo!: Date;

  @Column("int", { name: "dwell_minutes", nullable: true })
  @Field(() => Int, { nullable: true, description: "Of a place roster: the least time at a place, in minutes." })
  dwellMinutes!: number | null;

  @Column("text")
  @Field(() => String, { nullable: true, description: "Why the data are needed." })
  justification!: string;

  @Column("text", { name: "legal_basis" })
  @Field(() => String, { nullable: true, description: "The law it rests on." })
  legalBasis!: string;

  @Column("int", { name: "reads_allowed", nullable: true })
  @Field(() => Int, { nullable: true, description: "How many operations may read under its grant; any number if null." })
  readsAllowed!: number | null;

  @Column("text", { name: "state" })
  storedState!: RequestState;

  @Column("bytea", { name: "frozen_hash", nullable: true })
  frozen!: Buffer | null;

  @Column("text", { name: "requested_by" })
  @Field(() => ID, { nullable: true, description: "The account that asked." })
  requestedBy!: AccountId;

  @Column("timestamptz", { name: "requested_at" })
  @Field(() => DateTime, { nullable: true, description: "When it was drafted." })
  requestedAt!: Date;

  @Column("timestamptz", { name: "submitted_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When it was submitted." })
  submittedAt!: Date | null;

  @Column("timestamptz", { name: "expires_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When its time is over, unless everything was provided before." })
  expiresAt!: Date | null;

  @Column("text", { name: "approved_by", nullable: true })
  @Field(() => ID, { nullable: true, description: "The account that approved it; never the one that asked." })
  approvedBy!: string | null;

  @Column("timestamptz", { name: "approved_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When it was approved." })
  approvedAt!: Date | null;

  @Column("timestamptz", { name: "police_approved_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When the police approved it (location data only)." })
  policeApprovedAt!: Date | null;

  @Column("timestamptz", { name: "sent_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When it reached the providers' inboxes." })
  sentAt!: Date | null;

  @Column("timestamptz", { name: "provided_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When the data came: when the last provider was done." })
  providedAt!: Date | null;

  @Column("timestamptz", { name: "closed_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When its purpose was met." })
  closedAt!: Date | null;

  @Field(() => String, { nullable: true, description: "What was frozen at submission, as a SHA-256 in hex: give it to approve exactly this. Null in a draft." })
  get frozenHash(): string | null {
    return this.frozen?.toString("hex") ?? null;
  }

  /** The case asked about. */
  ofCase!: Case;
}

export const InformationRequestConnection = connectionOf(() => InformationRequest, "InformationRequest");

export const resourceOfCase = (row: Case): Resource => ({ subjects: [row.personKey], caseIds: [row.id], regionCode: row.regionCode, sealed: row.sealed });

/** As its case; what it asked for stands among its inputs, so that what it brought opens under a grant on all of it. */
export const resourceOfRequest = ({ id, kind, ofCase, dataClass, windowFrom, windowTo }: InformationRequest): Resource => ({
  ...resourceOfCase(ofCase),
  inputs: [{ caseId: ofCase.id, dataClass, interval: { from: windowFrom.getTime(), to: windowTo.getTime() }, ...(kind === "place-roster" ? { roster: id } : {}) }],
});
