/** The yearly figures of notices, as asked for. */
import { badInput, connection, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Int, Query, Resolver } from "type-graphql";
import { listNoticeStatistics, statisticCursor } from "./store.js";
import { NoticeStatistic, NoticeStatisticConnection } from "./types.js";

@Resolver(() => NoticeStatistic)
export class NoticeStatisticResolver {
  @Query(() => NoticeStatisticConnection, { nullable: true, description: "How many notices to data subjects each year had, as published in the February after it: newest year first, by kind and class of data." })
  async noticeStatistics(@Args(() => PageArgs) args: PageArgs, @Arg("year", () => Int, { nullable: true, description: "Only of this year, such as 2026." }) year: number | undefined | null, @Ctx() scope: Scope) {
    if (year !== undefined && year !== null && (year < 2000 || year > 2999)) throw badInput("`year` must be between 2000 and 2999");
    const page = pageOf(args, 3);
    if (page.after !== undefined && !/^[0-9]{4}$/.test(page.after[0] ?? "")) throw badInput("`after` is not a cursor of this list: use the `cursor` of the entry before");
    return connection(await listNoticeStatistics(scope, year ?? undefined, page), page, statisticCursor);
  }
}
