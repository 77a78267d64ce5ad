/** Quarantine, as ordered, extended and ended, and as asked for. */
import { randomUUID } from "node:crypto";
import { badInput, connection, LocalDate, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from "type-graphql";
import { contactById } from "../contact/store.js";
import { Contact } from "../contact/types.js";
import { takeStep } from "../step/store.js";
import { checkedText, dayAfter, reasonWords, todayOf } from "../step/words.js";
import { quarantineById, quarantineDaysOf, quarantinesOf } from "./store.js";
import { Quarantine, QuarantineConnection } from "./types.js";

const mostDays = 60;
const longestDays = 90;

@Resolver(() => Contact)
export class QuarantineResolver {
  @Mutation(() => Quarantine, { nullable: true, description: "Orders the quarantine of a contact, from the last contact for as many days as the disease asks; its days are then to be followed up." })
  async orderQuarantine(
    @Arg("contact", () => ID, { description: "The contact's opaque id." }) id: string,
    @Arg("days", () => Int, { nullable: true, description: `How many days after the last contact, 1 to ${mostDays}; as the disease's row says if not said.` }) days: number | undefined,
    @Arg("reason", () => String, { nullable: true, description: reasonWords }) reason: string | undefined,
    @Ctx() scope: Scope,
  ) {
    const contact = await contactById(scope).load(parseId(id, "contact"));
    if (!contact) throw notFound("contact");
    if (contact.status === "became-case") throw badInput("the contact became a case: cases are isolated");
    if (contact.lastContactDate === null) throw badInput("the day of the last contact is not known: record an exposure first");
    const length = days ?? (await quarantineDaysOf(scope, contact));
    if (length === undefined) throw badInput("the disease says no number of days: give `days`");
    if (length < 1 || length > mostDays) throw badInput(`\`days\` must be between 1 and ${mostDays}`);
    const today = todayOf(scope);
    const endsOn = dayAfter(contact.lastContactDate, length);
    if (endsOn < today) throw badInput(`the quarantine would have ended on ${endsOn}: check the last contact and \`days\``);
    if ((await quarantinesOf(scope, { first: 100, after: undefined }).load(contact)).some(({ state }) => state === "in-quarantine")) throw badInput("the contact is in quarantine already: extend or release that one");
    const quarantine = randomUUID();
    await takeStep(scope, { action: "orderQuarantine", subject: quarantine, contactId: contact.id, details: { days: length }, ...(reason === undefined ? {} : { reason: checkedText("reason", reason) }) });
    return quarantineById(scope, quarantine);
  }

  @Mutation(() => Quarantine, { nullable: true, description: "Extends a quarantine to a later last day." })
  async extendQuarantine(@Arg("quarantine", () => ID, { description: "The quarantine's opaque id." }) id: string, @Arg("endsOn", () => LocalDate, { description: `The new last day, at most ${longestDays} days after the first.` }) endsOn: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await lasting(scope, id);
    if (endsOn <= row.endsOn || endsOn > dayAfter(row.startsOn, longestDays)) throw badInput(`\`endsOn\` must lie after ${row.endsOn} and at most ${longestDays} days after ${row.startsOn}`);
    await takeStep(scope, { action: "extendQuarantine", subject: row.id, contactId: row.contactId, details: { endsOn }, reason: checkedText("reason", reason) });
    return quarantineById(scope, row.id);
  }

  @Mutation(() => Quarantine, { nullable: true, description: "Releases a contact from quarantine before its time, today." })
  async releaseQuarantine(@Arg("quarantine", () => ID, { description: "The quarantine's opaque id." }) id: string, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await lasting(scope, id);
    await takeStep(scope, { action: "releaseQuarantine", subject: row.id, contactId: row.contactId, reason: checkedText("reason", reason) });
    return quarantineById(scope, row.id);
  }

  @FieldResolver(() => QuarantineConnection, { nullable: true, description: "The contact's quarantines, first one first." })
  async quarantines(@Root() contact: Contact, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await quarantinesOf(scope, page).load(contact), page, ({ startsOn, id }) => [startsOn, id]);
  }
}

async function lasting(scope: Scope, id: string): Promise<Quarantine> {
  const row = await quarantineById(scope, parseId(id, "quarantine"));
  if (!row) throw notFound("quarantine");
  if (row.state !== "in-quarantine") throw badInput(`the quarantine is over: it is \`${row.state}\``);
  return row;
}
