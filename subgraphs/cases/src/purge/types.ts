/** A plan of a purge as who decides sees it: how many rows of each table, and nothing of whom. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "What a purge would do with one table." })
export class PurgeCount {
  @Field(() => String, { nullable: true, description: "The table, with its schema." })
  tableName!: string;

  @Field(() => Int, { nullable: true, description: "Rows that it had when the plan was made." })
  totalRows!: number;

  @Field(() => Int, { nullable: true, description: "Rows that would be deleted." })
  goingRows!: number;

  @Field(() => Int, { nullable: true, description: "Rows of persons whom a legal hold keeps: they would go into sealed archives." })
  heldRows!: number;

  @Field(() => Int, { nullable: true, description: "Rows that would stay." })
  keptRows!: number;
}

@ObjectType({ description: "A plan of a purge, made on the command line. It is carried out only as an approver has approved it and a system administrator confirmed it, and only while the data are as they were." })
export class PurgePlan {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "`response`: the data of a response that has ended; `pilot`: everything; `due`: what was collected for requests whose purpose is met." })
  kind!: string;

  @Field(() => String, { nullable: true, description: "Of `response`: the disease's code." })
  diseaseCode!: string | null;

  @Field(() => String, { nullable: true, description: "SHA-256 of the plan, in hex: give it back to approve or confirm exactly this." })
  planHash!: string;

  @Field(() => Boolean, { nullable: true, description: "Whether nothing of anybody would be left, so that keys that all share are destroyed too." })
  everything!: boolean;

  @Field(() => Int, { nullable: true, description: "How many persons legal holds keep." })
  heldPersons!: number;

  @Field(() => [PurgeCount], { nullable: true, description: "The tables that have rows." })
  counts!: PurgeCount[];

  @Field(() => DateTime, { nullable: true, description: "When it was made." })
  plannedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "Until when it may be approved, confirmed and carried out." })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: "`planned`; `approved`: it waits for a system administrator; `confirmed`: it may be carried out; `refused`; `executed`." })
  state!: string;
}

export const PurgePlanConnection = connectionOf(() => PurgePlan, "PurgePlan");
