/** The access log as an auditor reads it: who asked what, with which decisions, about which pseudonymous data subjects. */
import { connectionOf, DateTime } from "@epigraph/service";
import type { Resource } from "@epigraph/authz";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity({ schema: "ledger", name: "record" })
export class StoredRecord {
  @PrimaryColumn("uuid")
  id!: string;

  @Column("uuid")
  writer!: string;

  /** A bigint, as text. */
  @Column("bigint")
  sequence!: string;

  @Column("timestamptz")
  recorded!: Date;

  @Column("text")
  service!: string;

  @Column("text")
  correlation!: string;

  @Column("text")
  account!: string;

  @Column("text")
  duty!: string;

  @Column("text")
  agency!: string;

  @Column("text")
  purpose!: string;

  @Column("text")
  outcome!: string;

  @Column("text")
  body!: string;
}

@ObjectType({ description: "How often one data subject was met; `dataSubject` is a pseudonym of the log's own." })
export class DataSubjectCount {
  @Field(() => ID, { description: "Pseudonym of the data subject in the log." })
  dataSubject!: string;

  @Field(() => Int, { description: "How many resolver calls were about this subject." })
  count!: number;
}

@ObjectType({ description: "All calls of one resolver in one request that were decided alike." })
export class ResolverEvent {
  subjects!: ReadonlyMap<string, number>;

  @Field(() => String, { description: "The field, as `Type.field`." })
  coordinate!: string;

  @Field(() => String, { description: "`allowed`, `denied`, `approval-required`, `redacted` or `error`." })
  outcome!: string;

  @Field(() => String, { nullable: true, description: "The rule that decided; null when no rule applies." })
  ruleId!: string | null;

  @Field(() => Int, { description: "How many calls." })
  count!: number;
}

@ObjectType({ description: "One request to one service, with everything that it looked at (접속기록). One that cannot be read has the outcome `unreadable` and null for what only its body could tell." })
export class AuditRecord {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => ID, { description: "Which run of which process wrote it: the records of one run are a chain." })
  writer!: string;

  @Field(() => String, { description: "Its number in that chain, from 0." })
  sequence!: string;

  @Field(() => DateTime, { description: "When." })
  recorded!: Date;

  @Field(() => String, { description: "The service that answered: `gateway` or a subgraph." })
  service!: string;

  @Field(() => ID, { description: "The same for all records of one operation." })
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

  @Field(() => String, { description: "The purpose stated." })
  purpose!: string;

  @Field(() => String, { nullable: true, description: "The operation's name, if it had one." })
  operationName!: string | null;

  @Field(() => String, { nullable: true, description: "SHA-256 of the document that the service ran, in hex." })
  operationHash!: string | null;

  @Field(() => String, { description: "`answered`, `partly-denied`, `refused` or `error`; `unreadable`: the record is damaged, or its body says something else than what stands beside it." })
  outcome!: string;

  @Field(() => [String], { nullable: true, description: "Why requests were turned away before any operation was looked at; empty for a request that was let in." })
  refusalCodes!: readonly string[] | null;

  @Field(() => Int, { nullable: true, description: "How many requests the record counts that were turned away." })
  refusalCount!: number | null;

  events!: readonly ResolverEvent[] | null;
}

@ObjectType({ description: "Somebody's access to a case, as an investigator of the case may know it: by agency, not by person." })
export class CaseAccess {
  caseId!: string;
  id!: string;

  @Field(() => DateTime, { nullable: true, description: "When." })
  recorded!: Date;

  @Field(() => String, { nullable: true, description: "The agency that asked." })
  agency!: string;

  @Field(() => String, { nullable: true, description: "The duty of who asked." })
  duty!: string;

  @Field(() => String, { nullable: true, description: "The purpose stated." })
  purpose!: string;

  @Field(() => String, { nullable: true, description: "`answered`, `partly-denied`, `refused` or `error`." })
  outcome!: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ description: "One episode of a disease in one person." })
export class Case {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Directive("@external")
  @Field(() => ID, { nullable: true, description: "Surrogate key of the person." })
  personKey!: string | null;
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
export const CaseAccessConnection = connectionOf(() => CaseAccess, "CaseAccess");

export const resourceOfAccess = (row: CaseAccess): Resource => ({ caseIds: [row.caseId as never] });
