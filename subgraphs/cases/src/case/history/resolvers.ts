/** A case's history, as asked for. */
import { connection, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { Case } from "../types.js";
import { changesOf } from "./store.js";
import { CaseChangeConnection } from "./types.js";

@Resolver(() => Case)
export class HistoryResolver {
  @FieldResolver(() => CaseChangeConnection, { nullable: true, description: "What changed of the case and its samples, latest first." })
  async changes(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 3);
    return connection(await changesOf(scope, page).load(row), page, ({ changedAt, field, id }) => [changedAt.toISOString(), field, id]);
  }
}
