/** How a background job goes. Not what it is about, nor what came of it: that has types and rules of its own. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "Work that takes longer than a request. Seen by who asked for it and, without what it is about, by administrators." })
export class Job {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { description: "What is done: the service and the work, such as `audit.review-sheet`." })
  kind!: string;

  @Field(() => String, { description: "`waiting`, for its turn or to be tried again; `running`; `done`; `failed`; `cancelled`." })
  state!: string;

  @Field(() => String, { nullable: true, description: "What it is at, in a word, while it runs and after." })
  phase!: string | null;

  @Field(() => Int, { nullable: true, description: "How many parts are done, as far as it was told." })
  done!: number | null;

  @Field(() => Int, { nullable: true, description: "Of how many." })
  total!: number | null;

  @Field(() => Int, { description: "How often it was begun." })
  runs!: number;

  @Field(() => ID, { description: "The account that asked for it; `system` for what is done again and again." })
  askedBy!: string;

  @Field(() => String, { description: "That account's agency." })
  agency!: string;

  @Field(() => DateTime, { description: "When it was asked for." })
  askedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was first begun." })
  startedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "When it was over." })
  endedAt!: Date | null;

  @Field(() => DateTime, { description: "When any of this last changed." })
  changedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      "Why it failed, or waits to be tried again: `FAILED`, it went wrong; `JOB_IMPOSSIBLE`, it never can be done; `WORKER_LOST`, who ran it died; `STOPPED`, who ran it was stopped; `UNRECORDED`, the access log could not be written; `TOO_LATE`, its turn did not come for a day; `ACCOUNT_ENDED`, the account was locked or changed; `NO_RESPONSE`, the response that it needs was over.",
  })
  errorCode!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When somebody asked that it be cancelled." })
  cancelAskedAt!: Date | null;

  position!: string;
}

export const JobConnection = connectionOf(() => Job, "Job");
