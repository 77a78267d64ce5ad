/** Who looked at a case, as those assigned to it ask. */
import { connection, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from "type-graphql";
import { recordCursor } from "../record/store.js";
import { accessesTo } from "./store.js";
import { Case, CaseAccessConnection } from "./types.js";

@Resolver(() => Case)
export class CaseAccessesResolver {
  @Directive('@requires(fields: "personKey")')
  @FieldResolver(() => CaseAccessConnection, { nullable: true, description: "Who else looked at this case, by agency; for those assigned to it." })
  async accesses(@Root() row: Case, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await accessesTo(scope, page).load(row), page, recordCursor);
  }
}
