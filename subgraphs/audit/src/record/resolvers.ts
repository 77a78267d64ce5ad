/** The access log, as asked for. */
import { connection, connectionInMemory, DateTime, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Directive, Field, FieldResolver, ID, InputType, Query, Resolver, Root } from "type-graphql";
import { accessesTo, listRecords, recordById, recordCursor } from "./store.js";
import { AuditRecord, AuditRecordConnection, Case, CaseAccessConnection, DataSubjectCountConnection, Region, ResolverEvent, ResolverEventConnection } from "./types.js";

@InputType({ description: "Which records; every condition given must hold." })
export class AuditRecordFilterInput {
  @Field(() => ID, { nullable: true, description: "Asked by this account." })
  account?: string;

  @Field(() => ID, { nullable: true, description: "About this data subject (pseudonym of the log)." })
  dataSubject?: string;

  @Field(() => ID, { nullable: true, description: "Of this operation." })
  correlation?: string;

  @Field(() => String, { nullable: true, description: "Answered by this service." })
  service?: string;

  @Field(() => DateTime, { nullable: true, description: "At this moment or later." })
  from?: Date;

  @Field(() => DateTime, { nullable: true, description: "Before this moment." })
  to?: Date;
}

@Resolver(() => AuditRecord)
export class AuditRecordResolver {
  @Query(() => AuditRecord, { nullable: true, description: "A record by its id." })
  async auditRecord(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const found = await recordById(scope).load(parseId(id));
    if (!found) throw notFound("audit record");
    return found;
  }

  @Query(() => AuditRecordConnection, { nullable: true, description: "Records of the access log, newest first." })
  async auditRecords(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => AuditRecordFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: AuditRecordFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listRecords(scope, filter ?? {}, page), page, recordCursor);
  }

  @FieldResolver(() => [Region], { nullable: true, description: "The jurisdictions of the account at that time." })
  jurisdictions(@Root() record: AuditRecord) {
    return record.jurisdictionCodes?.map((code) => Object.assign(new Region(), { code }));
  }

  @FieldResolver(() => ResolverEventConnection, { nullable: true, description: "Every resolver that ran, with its decision." })
  resolverEvents(@Root() record: AuditRecord, @Args(() => PageArgs) args: PageArgs) {
    return record.events && connectionInMemory(record.events, pageOf(args, 1));
  }

  @FieldResolver(() => DataSubjectCountConnection, { nullable: true, description: "Everybody whose data the request touched." })
  dataSubjects(@Root() record: AuditRecord, @Args(() => PageArgs) args: PageArgs) {
    return record.events && connectionInMemory(countsOf(record.events), pageOf(args, 1));
  }
}

@Resolver(() => ResolverEvent)
export class ResolverEventResolver {
  @FieldResolver(() => DataSubjectCountConnection, { nullable: true, description: "Whose data these calls were about." })
  dataSubjects(@Root() event: ResolverEvent, @Args(() => PageArgs) args: PageArgs) {
    return connectionInMemory(countsOf([event]), pageOf(args, 1));
  }
}

@Resolver(() => Case)
export class CaseAccessesResolver {
  @Directive('@requires(fields: "personKey")')
  @FieldResolver(() => CaseAccessConnection, { nullable: true, description: "Who else looked at this case, by agency; for those assigned to it." })
  async accesses(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await accessesTo(scope, page).load(row), page, recordCursor);
  }
}

function countsOf(events: readonly ResolverEvent[]): { dataSubject: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { subjects } of events) for (const [subject, count] of subjects) counts.set(subject, (counts.get(subject) ?? 0) + count);
  return [...counts].map(([dataSubject, count]) => ({ dataSubject, count }));
}
