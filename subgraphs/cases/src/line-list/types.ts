/** A line list as a file that goes out, and what came of one that came in. */
import { Field, Int, ObjectType } from "type-graphql";
import { CaseRegistration } from "../case/registering/types.js";

@ObjectType({ description: "A line list as a file, with the columns that the asker may read. What it names leaves the platform with it: keep it as the law says." })
export class LineListFile {
  @Field(() => String, { nullable: true, description: "What to call it." })
  fileName!: string;

  @Field(() => String, { nullable: true, description: "Its media type." })
  mediaType!: string;

  @Field(() => String, { nullable: true, description: "How `fileContent` is written: `utf-8`, or `base64` for bytes." })
  encoding!: string;

  @Field(() => String, { nullable: true, description: "Its content." })
  fileContent!: string;

  @Field(() => String, { nullable: true, description: "SHA-256 of its bytes, in hex; the access log's record of the download names it." })
  contentHash!: string;

  @Field(() => Int, { nullable: true, description: "How many cases stand in it." })
  rows!: number;

  @Field(() => [String], { nullable: true, description: "Its columns." })
  columns!: readonly string[];

  @Field(() => Boolean, { nullable: true, description: "Whether it was cut: there are more cases than a file may hold. Ask for less." })
  cut!: boolean;
}

@ObjectType({ description: "Why a row was not brought in." })
export class LineListFault {
  @Field(() => Int, { nullable: true, description: "The line of the file, from 1." })
  line!: number;

  @Field(() => String, { nullable: true, description: "The column; null when it is about the whole row." })
  column!: string | null;

  @Field(() => String, { nullable: true, description: "What is wrong, and what to do." })
  reason!: string;
}

@ObjectType({ description: "What came of bringing in a line list: good rows are registered, all at once; the others are told." })
export class LineListImport {
  @Field(() => Boolean, { nullable: true, description: "Whether it was a trial, by which nothing was stored." })
  dryRun!: boolean;

  @Field(() => Int, { nullable: true, description: "Rows below the head." })
  rows!: number;

  @Field(() => Int, { nullable: true, description: "Cases registered; of a trial, that would be." })
  registered!: number;

  @Field(() => Int, { nullable: true, description: "Rows that the own agency brought in before, by their case number: nothing of them changes." })
  known!: number;

  @Field(() => Int, { nullable: true, description: "Rows with a fault." })
  faulty!: number;

  @Field(() => [LineListFault], { nullable: true, description: "The faults, at most 1000." })
  faults!: readonly LineListFault[];

  @Field(() => [CaseRegistration], { nullable: true, description: "Of the registered cases those that may be of a person known in the own jurisdiction, at most 100." })
  possibleDuplicates!: readonly CaseRegistration[];
}

/** What a line list acts on: the cases, of which each row is decided by itself. No type of the schema. */
export class LineList {
  readonly about = "cases";
}
