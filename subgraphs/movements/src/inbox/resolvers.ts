/** The inbox of an agency, as its people work it off: approve or deny, or say that everything was uploaded. */
import { badInput, connection, DateTime, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { wordsCap, wordsOf } from "../request/input.js";
import { type MatchValue, matchKeyField, requestOwner } from "../request/match-key.js";
import { authoriseRequest, completeProvision, itemById, itemCursor, itemsChanged, listItems, placesOf, refuseRequest, requesterOf, summarize } from "./store.js";
import { InboxItem, InboxItemConnection, InboxPlace, InboxState, InboxSummary, MatchKey } from "./types.js";

const itemId = "The entry's opaque id.";

@Resolver(() => InboxItem)
export class InboxResolver {
  @Query(() => InboxSummary, { nullable: true, description: "How much waits for the own agency." })
  async inboxSummary(@Ctx() scope: Scope) {
    return Object.assign(new InboxSummary(), await summarize(scope));
  }

  @Query(() => InboxItemConnection, { nullable: true, description: "What came for the own agency, oldest first." })
  async inbox(@Args(() => PageArgs) args: PageArgs, @Arg("state", () => InboxState, { nullable: true, description: "Only those that wait, or that are done." }) state: InboxState | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listItems(scope, state, page), page, itemCursor);
  }

  @Query(() => InboxItemConnection, { nullable: true, description: "Entries of the own agency's inbox in the order in which they came or last changed: give the last `cursor` as `after` to get what came or changed since." })
  async inboxChanges(@Args(() => PageArgs) args: PageArgs, @Arg("since", () => DateTime, { nullable: true, description: "Came or changed at this moment or later." }) since: Date | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    if (page.after !== undefined && !/^[0-9]{1,18}$/.test(page.after[0] ?? "")) throw badInput("`after` is not a cursor of this list: use the `cursor` of the entry before");
    return connection(await itemsChanged(scope, since, page), page, ({ position }) => [position]);
  }

  @Query(() => InboxItem, { nullable: true, description: "An entry of the own agency's inbox by its id." })
  async inboxItem(@Arg("id", () => ID, { description: itemId }) id: string, @Ctx() scope: Scope) {
    return await found(scope, id);
  }

  @Mutation(() => InboxItem, { nullable: true, description: "Approves, for the own agency, the request that an entry stands for." })
  async approveInboxItem(@Arg("id", () => ID, { description: itemId }) id: string, @Ctx() scope: Scope) {
    return await authoriseRequest(scope, await decided(scope, id));
  }

  @Mutation(() => InboxItem, { nullable: true, description: "Denies, for the own agency, the request that an entry stands for." })
  async denyInboxItem(@Arg("id", () => ID, { description: itemId }) id: string, @Arg("reason", () => String, { description: `Why, in 1 to ${wordsCap} characters: no names.` }) reason: string, @Ctx() scope: Scope) {
    return await refuseRequest(scope, await decided(scope, id), wordsOf(reason, "reason"));
  }

  @Mutation(() => InboxItem, { nullable: true, description: "Says that the own agency has uploaded all that it has, or that it has nothing." })
  async completeProvision(
    @Arg("id", () => ID, { description: itemId }) id: string,
    @Arg("nothingHeld", () => Boolean, { defaultValue: false, description: "Whether the agency holds nothing of what was asked for." }) nothingHeld: boolean,
    @Ctx() scope: Scope,
  ) {
    const item = await found(scope, id);
    scope.refer("request", item.requestId);
    return await completeProvision(scope, item.id, nothingHeld);
  }

  @FieldResolver(() => String, { nullable: true, description: "`waiting`, or what became of it: `approved`, `denied`, `provided`, `nothing-held`, `withdrawn`, `expired` or `closed`." })
  state(@Root() item: InboxItem, @Ctx() scope: Scope): string {
    return item.doneAs ?? (item.dueAt.getTime() <= scope.now ? "expired" : "waiting");
  }

  @FieldResolver(() => MatchKey, { nullable: true, description: "Of a provision: by what the person is looked up; null for a place roster, and once the entry is done." })
  async matchKey(@Root() item: InboxItem, @Ctx() scope: Scope) {
    if (item.sealedMatchKey === null || item.doneAt !== null) return null;
    const [text] = await scope.vault.open([{ owner: requestOwner(item.requestId), field: matchKeyField, blob: item.sealedMatchKey }]);
    return text === undefined ? null : Object.assign(new MatchKey(), JSON.parse(text) as MatchValue, { item });
  }

  @FieldResolver(() => [InboxPlace], { nullable: true, description: "Of a place roster: the places." })
  places(@Root() item: InboxItem, @Ctx() scope: Scope) {
    return placesOf(scope).load(item);
  }
}

async function found(scope: Scope, id: string): Promise<InboxItem> {
  const item = await itemById(scope).load(parseId(id));
  if (!item) throw notFound("entry of the inbox");
  return item;
}

/** The log knows whose request was decided: approvals for each other are a finding. */
async function decided(scope: Scope, id: string): Promise<string> {
  const item = await found(scope, id);
  scope.refer("request", item.requestId);
  const requester = await requesterOf(scope, item);
  if (requester !== undefined) scope.refer("requester", requester);
  return item.id;
}
