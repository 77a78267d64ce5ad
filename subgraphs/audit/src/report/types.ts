/** Files of reports, and the signatures under a month's review. */
import { DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "A file made from the access log for the one who asked. Keep it as the law says: what it names leaves the platform with it." })
export class Download {
  @Field(() => String, { description: "What to call it." })
  fileName!: string;

  @Field(() => String, { description: "Its media type." })
  mediaType!: string;

  @Field(() => String, { description: "Its text, to be written in UTF-8." })
  fileContent!: string;

  @Field(() => String, { description: "SHA-256 of the text in UTF-8, in hex; the access log's record of the download names it." })
  contentHash!: string;

  @Field(() => Int, { description: "How many rows or records stand in it." })
  rows!: number;

  @Field(() => Boolean, { description: "Whether it was cut: more was found than a file may hold. Ask for less." })
  cut!: boolean;
}

@ObjectType({ description: "That an auditor has reviewed the accesses of a month (월간 점검 확인)." })
export class ReviewSignature {
  @Field(() => String, { description: "The month, such as `2026-11`." })
  month!: string;

  @Field(() => ID, { description: "The auditor's account." })
  signedBy!: string;

  @Field(() => DateTime, { description: "When." })
  signedAt!: Date;

  @Field(() => String, { description: "SHA-256 of the review sheet that was reviewed, in hex." })
  sheetHash!: string;
}

/** What downloads and signatures act on: a report about the log, which is there before anybody asks for it. No type of the schema. */
export class Report {
  readonly about = "the access log";
}
