/** How many notices to data subjects a year had, as published: figures, and none of fewer than five persons. The notices themselves are in movements. Everything here is public. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "How many notices of one kind and class of data a year had, counted once when the last of them were due. A figure of fewer than five persons is not told, nor one from which such a figure follows." })
export class NoticeStatistic {
  @Field(() => Int, { description: "The year in which the notices were to be given, in Asia/Seoul." })
  year!: number;

  @Field(() => String, { description: "`collection`: data about a person were asked for; `provision`: they came." })
  kind!: string;

  @Field(() => String, { description: "The class of data: `telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: string;

  @Field(() => Int, { nullable: true, description: "Notices that were to be given; null when to fewer than five persons, or to none." })
  made!: number | null;

  @Field(() => Int, { nullable: true, description: "Those that were given by the day of the count; null when to fewer than five persons, or when one to four persons were left." })
  sent!: number | null;

  @Field(() => DateTime, { description: "When they were counted." })
  countedAt!: Date;
}

export const NoticeStatisticConnection = connectionOf(() => NoticeStatistic, "NoticeStatistic");
