/** The access log, as asked for. */
import { badInput, connection, connectionInMemory, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { isGiven } from "../given.js";
import { AuditRecordFilterInput, recordFilterOf } from "./filter.js";
import { CacheHitConnection, ReconciledChangeConnection, RefusalCountConnection } from "./part-types.js";
import { asInt } from "./reading.js";
import { changeOutcome, coveringCheckpoint, listRecords, parseIndex, recordById, recordByIndex, recordCursor } from "./store.js";
import { AuditRecord, AuditRecordConnection, DataSubjectCount, DataSubjectCountConnection, Region, ResolverEvent, ResolverEventConnection } from "./types.js";

@Resolver(() => AuditRecord)
export class AuditRecordResolver {
  @Query(() => AuditRecord, { nullable: true, description: "A record by its place in the log, or by its id." })
  async auditRecord(
    @Arg("index", () => ID, { nullable: true, description: "Its place in the log." }) index: string | undefined,
    @Arg("id", () => ID, { nullable: true, description: "Its id." }) id: string | undefined,
    @Ctx() scope: Scope,
  ) {
    if (isGiven(index) === isGiven(id)) throw badInput("give `index` or `id`");
    const found = isGiven(id) ? await recordById(scope).load(parseId(id)) : await recordByIndex(scope).load(parseIndex(index ?? ""));
    if (!found) throw notFound("audit record");
    return found;
  }

  @Query(() => AuditRecordConnection, { nullable: true, description: "Records of the access log, newest first; a record is there a second after the answer." })
  async auditRecords(@Args(() => PageArgs) args: PageArgs, @Arg("filter", () => AuditRecordFilterInput, { nullable: true, description: "Which ones; all if not said." }) filter: AuditRecordFilterInput | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listRecords(scope, await recordFilterOf(filter, scope), page), page, recordCursor);
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
    return record.events && connectionInMemory(countsOf(record.events, record.assigned), pageOf(args, 1));
  }

  @FieldResolver(() => RefusalCountConnection, { nullable: true, description: "Requests that were turned away, by reason." })
  refusals(@Root() record: AuditRecord, @Args(() => PageArgs) args: PageArgs) {
    return connectionInMemory(record.refusals, pageOf(args, 1));
  }

  @FieldResolver(() => CacheHitConnection, { nullable: true, description: "Answers that were given again from a cache, by document." })
  cacheHits(@Root() record: AuditRecord, @Args(() => PageArgs) args: PageArgs) {
    return connectionInMemory(record.hits, pageOf(args, 1));
  }

  @FieldResolver(() => ReconciledChangeConnection, { nullable: true, description: "What a record of type `reconciliation` says of earlier changes." })
  reconciledChanges(@Root() record: AuditRecord, @Args(() => PageArgs) args: PageArgs) {
    return connectionInMemory(record.reconciled, pageOf(args, 1));
  }

  @FieldResolver(() => String, { nullable: true, description: "What became of a change: `committed`, `undone`, or `pending` while nobody knows; null for other records." })
  async changeOutcome(@Root() record: AuditRecord, @Ctx() scope: Scope) {
    return record.type === "change" && record.id !== null ? await changeOutcome(scope).load(record.id) : null;
  }

  @FieldResolver(() => String, { nullable: true, description: "The size of the first signed checkpoint that covers the record." })
  async checkpointSize(@Root() record: AuditRecord, @Ctx() scope: Scope) {
    return await coveringCheckpoint(scope).load(record.index);
  }
}

@Resolver(() => ResolverEvent)
export class ResolverEventResolver {
  @FieldResolver(() => DataSubjectCountConnection, { nullable: true, description: "Whose data these calls were about." })
  dataSubjects(@Root() event: ResolverEvent, @Args(() => PageArgs) args: PageArgs) {
    return connectionInMemory(countsOf([event], event.assigned), pageOf(args, 1));
  }
}

function countsOf(events: readonly ResolverEvent[], assigned: ReadonlySet<string>): DataSubjectCount[] {
  const counts = new Map<string, number>();
  for (const { subjects } of events) for (const [subject, count] of subjects) counts.set(subject, (counts.get(subject) ?? 0) + count);
  return [...counts].map(([dataSubject, count]) => Object.assign(new DataSubjectCount(), { dataSubject, count: asInt(count), assigned: assigned.has(dataSubject) }));
}
