/** One operation, as an auditor asks for it. */
import { badInput, connection, notFound, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { listRecords, recordCursor } from "../record/store.js";
import { AuditRecordConnection } from "../record/types.js";
import { operationOf } from "./store.js";
import { OperationRecords } from "./types.js";

@Resolver(() => OperationRecords)
export class OperationRecordsResolver {
  @Query(() => OperationRecords, { nullable: true, description: "One operation with its records of all services, reconciled." })
  async operationRecords(@Arg("correlation", () => ID, { description: "The operation's number, as records tell it." }) correlation: string, @Ctx() scope: Scope) {
    if (!/^[\x21-\x7e]{1,300}$/.test(correlation)) throw badInput("`correlation` is not the number of an operation: take it from the answers of this platform");
    const found = await operationOf(scope, correlation);
    if (found === null) throw notFound("operation");
    return found;
  }

  @FieldResolver(() => AuditRecordConnection, { nullable: true, description: "Its records, newest first." })
  async records(@Root() { correlation }: OperationRecords, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listRecords(scope, { correlation, standing: "sound" }, page), page, recordCursor);
  }
}
