/** The access log as an auditor reads it: who asked what, with which decisions, about which pseudonymous data subjects. Not its rows: see store.ts. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { type CacheHit, type ReconciledChange, RecordedCalls, RecordedVariable, RecordReference, type RefusalCount } from "./part-types.js";

/** `sound`, `foreign` and `unreadable` are the sequencer's words; `altered`: the body no longer says what the sequencer read in it. */
export const standings = ["sound", "foreign", "unreadable", "altered"] as const;
export type Standing = (typeof standings)[number];

@ObjectType({ description: "How often one data subject was met; `dataSubject` is a pseudonym of the log's own." })
export class DataSubjectCount {
  @Field(() => ID, { description: "Pseudonym of the data subject in the log, of the month of the record." })
  dataSubject!: string;

  @Field(() => Int, { description: "How many resolver calls were about this subject." })
  count!: number;

  @Field(() => Boolean, { description: "Whether the account was assigned to the subject's case at that time." })
  assigned!: boolean;
}

@ObjectType({ description: "All calls of one resolver in one request that were decided alike." })
export class ResolverEvent {
  subjects!: ReadonlyMap<string, number>;
  assigned!: ReadonlySet<string>;

  @Field(() => String, { description: "The field, as `Type.field`." })
  coordinate!: string;

  @Field(() => String, { description: "`allowed`, `denied`, `approval-required`, `redacted` or `error`." })
  outcome!: string;

  @Field(() => String, { nullable: true, description: "The rule that decided; null when no rule applies." })
  ruleId!: string | null;

  @Field(() => Int, { description: "How many calls." })
  count!: number;
}

@ObjectType({ description: "One request to one service, with everything that it looked at (접속기록). Of one that cannot be believed only its place, its time and the login that wrote it are told: the rest is `unknown` or null." })
export class AuditRecord {
  @Field(() => ID, { description: "Its place in the log, from 0: what proofs and checkpoints speak of." })
  index!: string;

  @Field(() => ID, { nullable: true, description: "The id that its writer gave it." })
  id!: string | null;

  @Field(() => String, { description: "`sound`; `foreign`: the login that wrote it may not write such a record; `unreadable`: it is not a record; `altered`: it was changed in the database after it was put into the log." })
  standing!: Standing;

  @Field(() => String, {
    description: "`operation`: something was read; `change`: something was to be changed; `reconciliation`: what became of changes; `refusal`: requests turned away before any operation was looked at; `log-in`: what happened at the identity provider; `cached`: answers given again from a cache; `administration`: an act on a command line.",
  })
  type!: string;

  @Field(() => DateTime, { description: "When, by the clock of who wrote it." })
  recorded!: Date;

  @Field(() => DateTime, { description: "When it was put into the log." })
  sequenced!: Date;

  @Field(() => String, { description: "The database login that wrote it." })
  login!: string;

  @Field(() => ID, { nullable: true, description: "Which lane of which run of which process wrote it: the records of one are a chain." })
  writer!: string | null;

  @Field(() => String, { nullable: true, description: "Its number in that chain, from 0." })
  sequence!: string | null;

  @Field(() => String, { description: "The service that answered: `gateway`, `identity` or a subgraph." })
  service!: string;

  @Field(() => ID, { description: "The same for all records of one operation: see `operationRecords`." })
  correlation!: string;

  @Field(() => ID, { description: "The account that asked." })
  account!: string;

  @Field(() => String, { description: "Its duty." })
  duty!: string;

  @Field(() => Int, { nullable: true, description: "Its clearance, 0 to 4." })
  clearance!: number | null;

  @Field(() => String, { description: "Its agency." })
  agency!: string;

  jurisdictionCodes!: readonly string[] | null;

  @Field(() => ID, { nullable: true, description: "The session." })
  session!: string | null;

  @Field(() => String, { nullable: true, description: "The door: `public`, `agency` or `clearance`." })
  door!: string | null;

  @Field(() => String, { nullable: true, description: "The network address, in records of the gateway and of log-ins." })
  address!: string | null;

  @Field(() => String, { nullable: true, description: "How the account had logged in: `otp` in two steps, `client` a program on its own, `none`." })
  authenticatedBy!: string | null;

  @Field(() => String, { description: "The purpose stated." })
  purpose!: string;

  @Field(() => [ID], { nullable: true, description: "The grants under which something was read." })
  grants!: readonly string[] | null;

  @Field(() => [String], { nullable: true, description: "The legal bases of the rules that allowed something." })
  legalBases!: readonly string[] | null;

  @Field(() => String, { nullable: true, description: "The operation's name, if it had one." })
  operationName!: string | null;

  @Field(() => String, { nullable: true, description: "SHA-256 of the document that the service ran, in hex." })
  operationHash!: string | null;

  @Field(() => [RecordedVariable], { nullable: true, description: "The values of variables that are kept: numbers, switches, dates and codes, never names, texts or ids." })
  variables!: readonly RecordedVariable[] | null;

  @Field(() => [RecordReference], { nullable: true, description: "What the operation refers to: reasons and notes, requests, findings." })
  references!: readonly RecordReference[] | null;

  @Field(() => String, { description: "`answered`, `partly-denied`, `refused` or `error`." })
  outcome!: string;

  @Field(() => [String], { nullable: true, description: "Why requests were turned away before any operation was looked at; empty for a request that was let in." })
  refusalCodes!: readonly string[] | null;

  @Field(() => Int, { nullable: true, description: "How many requests the record counts that were turned away." })
  refusalCount!: number | null;

  @Field(() => [RecordedCalls], { nullable: true, description: "How many calls each subgraph answered, in the gateway's record; null in others." })
  calls!: readonly RecordedCalls[] | null;

  @Field(() => String, { nullable: true, description: "The month whose key names the data subjects, such as `2026-11`." })
  subjectEpoch!: string | null;

  @Field(() => String, { description: "RFC 6962 leaf hash of the record's bytes, in base64: to be compared with the log's tiles." })
  leafHash!: string;

  refusals!: readonly RefusalCount[];
  hits!: readonly CacheHit[];
  reconciled!: readonly ReconciledChange[];
  assigned!: ReadonlySet<string>;
  events!: readonly ResolverEvent[] | null;
}

@Directive('@key(fields: "code", resolvable: false)')
@ObjectType({ description: "A country, province (시·도) or municipality (시·군·구)." })
export class Region {
  @Field(() => ID, { description: "Ten-digit code of the Ministry of the Interior and Safety (법정동코드), such as `1168000000`." })
  code!: string;
}

export const AuditRecordConnection = connectionOf(() => AuditRecord, "AuditRecord");
export const ResolverEventConnection = connectionOf(() => ResolverEvent, "ResolverEvent");
export const DataSubjectCountConnection = connectionOf(() => DataSubjectCount, "DataSubjectCount");
