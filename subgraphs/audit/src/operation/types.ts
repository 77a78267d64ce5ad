/** One operation as the records of all services tell it, held against each other. Not a record: see record/types.ts. */
import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "What one service has on record of an operation, against what the gateway says that it answered." })
export class OperationService {
  @Field(() => String, { description: "The service." })
  service!: string;

  @Field(() => Int, { nullable: true, description: "How many calls it answered, as the gateway has it; null for the gateway itself and for services that the gateway does not call." })
  calls!: number | null;

  @Field(() => Int, { description: "How many records of it there are." })
  records!: number;
}

@ObjectType({ description: "One operation with its records of all services, reconciled." })
export class OperationRecords {
  @Field(() => ID, { description: "The operation's number." })
  correlation!: string;

  @Field(() => String, { description: "`whole`: every answer that the gateway counted has its record; `incomplete`: a record is missing, which within a second of the answer is ordinary." })
  state!: string;

  @Field(() => [OperationService], { description: "The services that took part." })
  services!: readonly OperationService[];

  @Field(() => [String], { description: "The services of which a record is missing." })
  missingServices!: readonly string[];
}
