/** The small parts of which records of the access log are made. Not the record: see types.ts. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "A variable of an operation that the log keeps." })
export class RecordedVariable {
  @Field(() => String, { description: "The argument or input field, as the schema calls it." })
  name!: string;

  @Field(() => String, { description: "Its value, as text." })
  value!: string;
}

@ObjectType({ description: "Something that a record refers to and does not contain." })
export class RecordReference {
  @Field(() => String, { description: "What it is, such as `reason`, `note`, `request`, `grant`, `finding` or `resolution`." })
  kind!: string;

  @Field(() => ID, { description: "Its id." })
  id!: string;
}

@ObjectType({ description: "How many calls of an operation one subgraph answered." })
export class RecordedCalls {
  @Field(() => String, { description: "The subgraph." })
  service!: string;

  @Field(() => Int, { description: "How many calls." })
  calls!: number;
}

@ObjectType({ description: "Requests that were turned away for one reason, counted." })
export class RefusalCount {
  @Field(() => String, { description: "The code with which they were turned away, such as `SESSION_REVOKED`." })
  code!: string;

  @Field(() => Int, { description: "How often." })
  count!: number;

  @Field(() => DateTime, { description: "The first time." })
  firstAt!: Date;

  @Field(() => DateTime, { description: "The last time." })
  lastAt!: Date;
}

@ObjectType({ description: "How often the answer to one public document was given again from a cache." })
export class CacheHit {
  @Field(() => String, { description: "SHA-256 of the document, in hex." })
  operationHash!: string;

  @Field(() => Int, { description: "How often." })
  count!: number;

  @Field(() => DateTime, { description: "The first time." })
  firstAt!: Date;

  @Field(() => DateTime, { description: "The last time." })
  lastAt!: Date;
}

@ObjectType({ description: "What became of an earlier change." })
export class ReconciledChange {
  @Field(() => ID, { description: "The `id` of the change's record." })
  record!: string;

  @Field(() => String, { description: "`committed` or `undone`." })
  outcome!: string;
}

export const RefusalCountConnection = connectionOf(() => RefusalCount, "RefusalCount");
export const CacheHitConnection = connectionOf(() => CacheHit, "CacheHit");
export const ReconciledChangeConnection = connectionOf(() => ReconciledChange, "ReconciledChange");
