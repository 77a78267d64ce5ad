/** Notices, as investigators give them and auditors count them. */
import { badInput, connection, DateTime, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import { wordsCap, wordsOf } from "../request/input.js";
import { caseById } from "../request/store.js";
import { Case } from "../request/types.js";
import { countNotices, defer, listEntries, listNotices, noticeById, noticeCursor, recordSent } from "./store.js";
import { Notice, NoticeChannel, NoticeConnection, NoticeCount, NoticeEntryConnection } from "./types.js";
import { wordsTo } from "./words.js";

const noticeId = "Its opaque id.";
/** A notice may be put off for so many days at a time. */
const deferralDays = 90;

@Resolver(() => Notice)
export class NoticeResolver {
  @Query(() => NoticeConnection, { nullable: true, description: "Notices to persons of cases that you may see, what is due first on top." })
  async notices(@Args(() => PageArgs) args: PageArgs, @Arg("open", () => Boolean, { defaultValue: true, description: "Only those that were not given yet." }) open: boolean, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listNotices(scope, open, page), page, noticeCursor);
  }

  @Query(() => NoticeEntryConnection, { nullable: true, description: "The ledger of notices, what is due first on top." })
  async noticeEntries(@Args(() => PageArgs) args: PageArgs, @Arg("open", () => Boolean, { defaultValue: false, description: "Only those that were not given yet." }) open: boolean, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listEntries(scope, open, page), page, noticeCursor);
  }

  @Query(() => [NoticeCount], { nullable: true, description: "How many notices a year had, by kind and class: what the platform publishes." })
  async noticeCounts(@Arg("year", () => Int, { description: "The year, such as 2026." }) year: number, @Ctx() scope: Scope) {
    if (year < 2000 || year > 2999) throw badInput("`year` must be between 2000 and 2999");
    return await countNotices(scope, year);
  }

  @Mutation(() => Notice, { nullable: true, description: "Records that a notice was given." })
  async recordNoticeSent(@Arg("notice", () => ID, { description: noticeId }) id: string, @Arg("channel", () => NoticeChannel, { description: "How." }) channel: NoticeChannel, @Ctx() scope: Scope) {
    return await recordSent(scope, await waiting(scope, id), channel);
  }

  @Mutation(() => Notice, { nullable: true, description: `Puts a notice off, such as while the person cannot be reached; for ${deferralDays} days at most at a time.` })
  async deferNotice(
    @Arg("notice", () => ID, { description: noticeId }) id: string,
    @Arg("until", () => DateTime, { description: "Until when." }) until: Date,
    @Arg("reason", () => String, { description: `Why, in 1 to ${wordsCap} characters: no names.` }) reason: string,
    @Ctx() scope: Scope,
  ) {
    if (until.getTime() <= scope.now || until.getTime() > scope.now + deferralDays * 86_400_000) throw badInput(`\`until\` must be within the next ${deferralDays} days`);
    return await defer(scope, await waiting(scope, id), until, wordsOf(reason, "reason"));
  }

  @FieldResolver(() => Case, { nullable: true, description: "The case of the person who is to be told." })
  case(@Root() notice: Notice, @Ctx() scope: Scope) {
    return caseById(scope).load(notice.caseId);
  }

  @FieldResolver(() => String, { nullable: true, description: "What the person is to be told, in Korean." })
  textKo(@Root() notice: Notice): string {
    return wordsTo(notice).ko;
  }

  @FieldResolver(() => String, { nullable: true, description: "What the person is to be told, in English." })
  textEn(@Root() notice: Notice): string {
    return wordsTo(notice).en;
  }
}

async function waiting(scope: Scope, id: string): Promise<Notice> {
  const notice = await noticeById(scope).load(parseId(id, "notice"));
  if (!notice) throw notFound("notice");
  if (notice.state === "sent") throw badInput("the notice was given already");
  return notice;
}
