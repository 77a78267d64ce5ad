/** Notices to data subjects (IDCPA 76-2): that data about them were asked for or came. For who gives them, and as entries of a ledger for who oversees that they are given. */
import type { CaseId, PersonKey, RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";

export const NoticeChannel = { letter: "letter", textMessage: "text-message", telephone: "telephone", electronicMail: "electronic-mail", inPerson: "in-person" } as const;
export type NoticeChannel = (typeof NoticeChannel)[keyof typeof NoticeChannel];
registerEnumType(NoticeChannel, {
  name: "NoticeChannel",
  description: "How a notice reached the data subject.",
  valuesConfig: { letter: { description: "By letter." }, textMessage: { description: "By text message." }, telephone: { description: "By telephone." }, electronicMail: { description: "By electronic mail." }, inPerson: { description: "In person." } },
});

/** What both are told. Not a type of its own. */
@ObjectType()
abstract class NoticeFacts {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "`collection`: data were asked for; `provision`: they came." })
  kind!: "collection" | "provision";

  @Field(() => String, { nullable: true, description: "The class of data." })
  dataClass!: string;

  @Field(() => DateTime, { nullable: true, description: "First moment of the data." })
  windowFrom!: Date;

  @Field(() => DateTime, { nullable: true, description: "Moment up to which." })
  windowTo!: Date;

  @Field(() => DateTime, { nullable: true, description: "Since when it is to be given." })
  madeAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "By when." })
  dueAt!: Date;

  @Field(() => String, { nullable: true, description: "`due`, `deferred` or `sent`." })
  state!: "due" | "deferred" | "sent";

  @Field(() => DateTime, { nullable: true, description: "When it was given; null until then." })
  sentAt!: Date | null;

  @Field(() => NoticeChannel, { nullable: true, description: "How it was given; null until then." })
  channel!: NoticeChannel | null;

  @Field(() => DateTime, { nullable: true, description: "Until when it was put off; null if it was not." })
  deferredUntil!: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was put off; null if it was not." })
  deferralReason!: string | null;
}

@ObjectType({ description: "A notice that a data subject is to be given. It names no other case." })
export class Notice extends NoticeFacts {
  requestId!: string;
  caseId!: CaseId;
  personKey!: PersonKey;
  regionCode!: RegionCode;
  sealed!: boolean;
  legalBasis!: string;
}

@ObjectType({ description: "A notice in the ledger of notices: whether and when a data subject, under the log's own pseudonym, was told." })
export class NoticeEntry extends NoticeFacts {
  personKey!: PersonKey;

  @Field(() => ID, { nullable: true, description: "The data subject's pseudonym in the access log of the month in which you ask." })
  dataSubject!: string;
}

@ObjectType({ description: "How many notices of a kind and class a year had, and how many of them were given." })
export class NoticeCount {
  @Field(() => String, { nullable: true, description: "`collection` or `provision`." })
  kind!: string;

  @Field(() => String, { nullable: true, description: "The class of data." })
  dataClass!: string;

  @Field(() => Int, { nullable: true, description: "Notices that were to be given." })
  made!: number;

  @Field(() => Int, { nullable: true, description: "Those that were given." })
  sent!: number;

  @Field(() => Int, { nullable: true, description: "Those given when they were due or before." })
  sentInTime!: number;

  @Field(() => Int, { nullable: true, description: "Those put off and not given yet." })
  deferred!: number;

  @Field(() => Int, { nullable: true, description: "Those that are overdue: neither given nor put off." })
  overdue!: number;
}

export const NoticeConnection = connectionOf(() => Notice, "Notice");
export const NoticeEntryConnection = connectionOf(() => NoticeEntry, "NoticeEntry");

export const resourceOfNotice = (row: Notice): Resource => ({ subjects: [row.personKey], caseIds: [row.caseId], regionCode: row.regionCode, sealed: row.sealed });
export const resourceOfEntry = (row: NoticeEntry): Resource => ({ subjects: [row.personKey] });
