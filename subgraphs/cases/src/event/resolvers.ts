/** Events, as asked for and as written down. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, LocalDate, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from "type-graphql";
import { caseById } from "../case/store.js";
import { CaseConnection } from "../case/types.js";
import { Place } from "../cluster/types.js";
import { contactById } from "../contact/store.js";
import { ContactConnection } from "../contact/types.js";
import { settings } from "../exposure/words.js";
import { regionByCode } from "../region/store.js";
import { Region } from "../region/types.js";
import { historyOf, stepCursor, takeStep } from "../step/store.js";
import { WorkStepConnection } from "../step/types.js";
import { checkedPast, checkedText, checkedWord, given, listed, reasonWords, told } from "../step/words.js";
import { casesOfEvent, contactsOfEvent, eventById, isMember, listEvents } from "./store.js";
import { Event, EventConnection } from "./types.js";

const nameCap = 200;

@InputType({ description: "What is said of an event; when it is changed, what is not given stays." })
export class EventInput {
  @Field(() => String, { nullable: true, description: "Name in Korean; needed of a new one." })
  nameKo?: string | null;

  @Field(() => String, { nullable: true, description: "Name in English; needed of a new one." })
  nameEn?: string | null;

  @Field(() => ID, { nullable: true, description: "The place, by its opaque id." })
  place?: string | null;

  @Field(() => String, { nullable: true, description: `Kind of setting: ${listed(settings)}.` })
  setting?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "First day; needed of a new one." })
  startedOn?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Last day." })
  endedOn?: string | null;
}

@Resolver(() => Event)
export class EventResolver {
  @Query(() => Event, { nullable: true, description: "An event by its id; not found when it belongs to another jurisdiction." })
  event(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return found(scope, id, "id");
  }

  @Query(() => EventConnection, { nullable: true, description: "Events of the own jurisdiction, latest first." })
  async events(@Args(() => PageArgs) args: PageArgs, @Arg("regionCode", () => ID, { nullable: true, description: "Only those of this municipality." }) regionCode: string | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await listEvents(scope, regionCode, page), page, ({ startedOn, id }) => [startedOn, id]);
  }

  @Mutation(() => Event, { nullable: true, description: "Registers an event of the own jurisdiction." })
  async registerEvent(@Arg("regionCode", () => ID, { description: "Where it happened." }) regionCode: string, @Arg("event", () => EventInput, { description: "What is known of it." }) input: EventInput, @Ctx() scope: Scope) {
    const details = checked(scope, input);
    if (["nameKo", "nameEn", "startedOn"].some((name) => !(name in details))) throw badInput("an event needs `nameKo`, `nameEn` and `startedOn`");
    const id = randomUUID();
    await takeStep(scope, { action: "registerEvent", subject: id, regionCode, details });
    return eventById(scope).load(id);
  }

  @Mutation(() => Event, { nullable: true, description: "Changes what is known of an event, with a reason." })
  async updateEvent(@Arg("event", () => ID, { description: "The event's opaque id." }) id: string, @Arg("change", () => EventInput, { description: "What changes." }) change: EventInput, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await found(scope, id);
    const details = checked(scope, change, row);
    if (Object.keys(details).length === 0) throw badInput("`change` says nothing: give what changes");
    await takeStep(scope, { action: "updateEvent", subject: row.id, details, reason: checkedText("reason", reason) });
    return eventById(scope).clear(row.id).load(row.id);
  }

  @Mutation(() => Event, { nullable: true, description: "Puts a case or a contact to an event." })
  addToEvent(@Arg("event", () => ID, { description: "The event's opaque id." }) id: string, @Arg("case", () => ID, { nullable: true, description: "The case; this or `contact`." }) caseId: string | undefined, @Arg("contact", () => ID, { nullable: true, description: "The contact; this or `case`." }) contactId: string | undefined, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    return member(scope, "addToEvent", id, { caseId, contactId }, reason);
  }

  @Mutation(() => Event, { nullable: true, description: "Takes a case or a contact from an event; that it was there stays in the history." })
  removeFromEvent(@Arg("event", () => ID, { description: "The event's opaque id." }) id: string, @Arg("case", () => ID, { nullable: true, description: "The case; this or `contact`." }) caseId: string | undefined, @Arg("contact", () => ID, { nullable: true, description: "The contact; this or `case`." }) contactId: string | undefined, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    return member(scope, "removeFromEvent", id, { caseId, contactId }, reason);
  }

  @FieldResolver(() => Region, { nullable: true, description: "Where it happened." })
  region(@Root() event: Event, @Ctx() scope: Scope) {
    return regionByCode(scope).load(event.regionCode);
  }

  @FieldResolver(() => Place, { nullable: true, description: "The place." })
  place(@Root() event: Event) {
    return event.placeId === null ? null : Object.assign(new Place(), { id: event.placeId });
  }

  @FieldResolver(() => CaseConnection, { nullable: true, description: "Those of its cases that you may see." })
  async cases(@Root() event: Event, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await casesOfEvent(scope, event, page), page, ({ id }) => [id]);
  }

  @FieldResolver(() => ContactConnection, { nullable: true, description: "Those of its contacts that you may see." })
  async contacts(@Root() event: Event, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await contactsOfEvent(scope, event, page), page, ({ id }) => [id]);
  }

  @FieldResolver(() => WorkStepConnection, { nullable: true, description: "What was done, latest first." })
  async history(@Root() event: Event, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await historyOf(scope, "subject", page).load(event.id), page, stepCursor);
  }
}

/** @throws ClientError NOT_FOUND */
async function found(scope: Scope, id: string, argument = "event"): Promise<Event> {
  const row = await eventById(scope).load(parseId(id, argument));
  if (!row) throw notFound("event");
  return row;
}

async function member(scope: Scope, action: "addToEvent" | "removeFromEvent", id: string, { caseId, contactId }: { readonly caseId: string | undefined; readonly contactId: string | undefined }, reason: string): Promise<Event> {
  const row = await found(scope, id);
  if (told(caseId) === told(contactId)) throw badInput("give `case` or `contact`, one of them");
  const who = told(caseId) ? { caseId: parseId<CaseId>(caseId, "case") } : { contactId: parseId(contactId ?? "", "contact") };
  if ("caseId" in who && !(await caseById(scope).load(who.caseId))) throw notFound("case");
  if ("contactId" in who && !(await contactById(scope).load(who.contactId))) throw notFound("contact");
  if ((await isMember(scope, row, who)) === (action === "addToEvent")) throw badInput(action === "addToEvent" ? "it belongs to the event already" : "it does not belong to the event");
  await takeStep(scope, { action, subject: row.id, ...who, reason: checkedText("reason", reason) });
  return row;
}

/** @throws ClientError BAD_USER_INPUT */
function checked(scope: Scope, input: EventInput, before?: Event): Readonly<Record<string, unknown>> {
  const [startedOn, endedOn] = [input.startedOn ?? before?.startedOn, input.endedOn ?? before?.endedOn];
  if (told(startedOn) && told(endedOn) && endedOn < startedOn) throw badInput("`endedOn` lies before `startedOn`");
  return given({
    nameKo: !told(input.nameKo) ? undefined : checkedText("nameKo", input.nameKo, nameCap),
    nameEn: !told(input.nameEn) ? undefined : checkedText("nameEn", input.nameEn, nameCap),
    place: !told(input.place) ? undefined : parseId(input.place, "place"),
    setting: checkedWord("setting", input.setting, settings),
    startedOn: !told(input.startedOn) ? undefined : checkedPast("startedOn", input.startedOn, scope),
    endedOn: !told(input.endedOn) ? undefined : checkedPast("endedOn", input.endedOn, scope),
  });
}
