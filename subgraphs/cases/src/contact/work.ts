/** What is done with contacts, as asked: registering, correcting, linking, and the daily follow-up. */
import { randomUUID } from "node:crypto";
import type { CaseId } from "@epigraph/authz";
import { badInput, connection, LocalDate, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, Field, FieldResolver, Float, ID, InputType, Mutation, Query, Resolver, Root } from "type-graphql";
import { caseById } from "../case/store.js";
import { Exposure } from "../case/types.js";
import { exposureDetails, ExposureInput } from "../exposure/input.js";
import { exposureById } from "../exposure/store.js";
import { regionByCode } from "../region/store.js";
import { historyOf, stepCursor, takeStep } from "../step/store.js";
import { WorkStepConnection } from "../step/types.js";
import { ageBands, checkedText, checkedWord, dayAfter, given, listed, reasonWords, sexes, todayOf, told } from "../step/words.js";
import { contactDetails, ContactInput } from "./registering.js";
import { contactById, followUpById, hasFollowUp, listDueContacts, missedDaysOf } from "./store.js";
import { Contact, ContactConnection, FollowUp } from "./types.js";
import { classifications, symptomWords } from "./words.js";

const mostExposures = 20;

@InputType({ description: "What to change of a contact; what is not given stays." })
export class ContactChangeInput {
  @Field(() => ID, { nullable: true, description: "Municipality where the contact lives now; its investigators follow up from then on." })
  regionCode?: string | null;

  @Field(() => String, { nullable: true, description: `${listed(classifications)}.` })
  classification?: string | null;

  @Field(() => String, { nullable: true, description: `Decade of age: ${listed(ageBands)}.` })
  ageBand?: string | null;

  @Field(() => String, { nullable: true, description: `${listed(sexes)}.` })
  sex?: string | null;
}

@InputType({ description: "What a day of follow-up found." })
export class FollowUpInput {
  @Field(() => Boolean, { description: "Whether the contact was reached." })
  reached!: boolean;

  @Field(() => [String], { nullable: true, description: `Symptoms: ${listed(symptomWords)}; none if not said.` })
  symptoms?: string[] | null;

  @Field(() => Float, { nullable: true, description: "Body temperature in degrees Celsius, 30 to 45." })
  temperatureCelsius?: number | null;
}

@Resolver(() => Contact)
export class ContactWorkResolver {
  @Query(() => Contact, { nullable: true, description: "A contact by its id; not found when it belongs to another jurisdiction." })
  contact(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    return found(scope, id, "id");
  }

  @Query(() => ContactConnection, { nullable: true, description: "Contacts that you reach who are to be asked on a day and were not yet, the one whose follow-up ends first before the others." })
  async dueFollowUps(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("day", () => LocalDate, { nullable: true, description: "The day, up to today; today if not said." }) day: string | undefined,
    @Arg("regionCode", () => ID, { nullable: true, description: "Only those of this municipality." }) regionCode: string | undefined,
    @Ctx() scope: Scope,
  ) {
    if (day !== undefined && day > todayOf(scope)) throw badInput("`day` lies in the future: nothing is due yet");
    const page = pageOf(args, 2);
    return connection(await listDueContacts(scope, { day: day ?? todayOf(scope), regionCode }, page), page, ({ followUpTo, id }) => [followUpTo ?? "infinity", id]);
  }

  @Mutation(() => Exposure, { nullable: true, description: "Registers a contact of one or more cases and returns the first exposure. The contact is seen by the investigators of where it lives; who registers it must be assigned to the first case." })
  async registerContact(@Arg("contact", () => ContactInput, { description: "Who it is." }) input: ContactInput, @Arg("exposures", () => [ExposureInput], { description: `How it was exposed, 1 to ${mostExposures}.` }) exposures: ExposureInput[], @Ctx() scope: Scope) {
    const [first] = exposures;
    if (first === undefined || exposures.length > mostExposures) throw badInput(`\`exposures\` must have 1 to ${mostExposures} entries`);
    if (new Set(exposures.map((exposure) => exposure.case)).size < exposures.length) throw badInput("`exposures` names a case twice: tell of the last contact with it");
    if ((await regionByCode(scope).load(input.regionCode))?.level !== "municipality") throw badInput("`regionCode` is no municipality: take codes from `regions`");
    const details = exposures.map((exposure) => exposureDetails(exposure, scope));
    if ((await caseById(scope).loadMany(exposures.map((exposure) => parseId<CaseId>(exposure.case, "case")))).includes(null)) throw notFound("case");
    const contact = await contactDetails(scope, input);
    const id = randomUUID();
    await takeStep(scope, { action: "registerContact", subject: id, caseId: parseId(first.case, "case"), contactId: id, ...contact });
    const ids = exposures.map(() => randomUUID());
    for (const [index, exposure] of exposures.entries()) await takeStep(scope, { action: "recordExposure", subject: ids[index] ?? "", caseId: parseId(exposure.case, "case"), contactId: id, details: details[index] ?? {} });
    return exposureById(scope, ids[0] ?? "");
  }

  @Mutation(() => Contact, { nullable: true, description: "Changes what is known of a contact, with a reason; null when it moved out of your reach." })
  async updateContact(@Arg("contact", () => ID, { description: "The contact's opaque id." }) id: string, @Arg("change", () => ContactChangeInput, { description: "What changes." }) change: ContactChangeInput, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const details = given({
      regionCode: change.regionCode,
      classification: checkedWord("classification", change.classification, classifications),
      ageBand: checkedWord("ageBand", change.ageBand, ageBands),
      sex: checkedWord("sex", change.sex, sexes),
    });
    if (Object.keys(details).length === 0) throw badInput("`change` says nothing: give what changes");
    if (told(change.regionCode) && (await regionByCode(scope).load(change.regionCode))?.level !== "municipality") throw badInput("`regionCode` is no municipality: take codes from `regions`");
    const { id: contact } = await found(scope, id);
    await takeStep(scope, { action: "updateContact", subject: contact, contactId: contact, details, reason: checkedText("reason", reason) });
    return contactById(scope).load(contact);
  }

  @Mutation(() => Contact, { nullable: true, description: "Links a contact to the case that it became; ends the quarantine, for a case is isolated." })
  async linkContactToCase(@Arg("contact", () => ID, { description: "The contact's opaque id." }) id: string, @Arg("case", () => ID, { description: "The case that the contact became." }) caseId: string, @Ctx() scope: Scope) {
    const contact = await found(scope, id);
    if (contact.status === "became-case") throw badInput("the contact became a case already");
    if (contact.caseIds.includes(parseId(caseId, "case"))) throw badInput("the contact was exposed to this case: link the case that the contact became");
    if (!(await caseById(scope).load(parseId<CaseId>(caseId, "case")))) throw notFound("case");
    await takeStep(scope, { action: "linkContactToCase", subject: contact.id, contactId: contact.id, caseId: parseId(caseId, "case") });
    return contactById(scope).load(contact.id);
  }

  @Mutation(() => FollowUp, { nullable: true, description: "Records a day of a contact's follow-up, once for each day up to today." })
  async recordFollowUp(@Arg("contact", () => ID, { description: "The contact's opaque id." }) id: string, @Arg("day", () => LocalDate, { description: "The day, one of the follow-up." }) day: string, @Arg("found", () => FollowUpInput, { description: "What was found." }) input: FollowUpInput, @Ctx() scope: Scope) {
    const details = { day, ...findings(input) };
    const contact = await found(scope, id);
    if (contact.followUpFrom === null || contact.followUpTo === null) throw badInput("the contact is not followed up: order a quarantine first");
    if (day > todayOf(scope)) throw badInput("`day` lies in the future: record it when it has come");
    if (day < contact.followUpFrom || day > contact.followUpTo) throw badInput(`\`day\` is none of the follow-up: it runs from ${contact.followUpFrom} to ${contact.followUpTo}`);
    if (await hasFollowUp(scope, contact.id, day)) throw badInput("this day is recorded already: use `correctFollowUp`");
    const followUp = randomUUID();
    await takeStep(scope, { action: "recordFollowUp", subject: followUp, contactId: contact.id, details });
    return followUpById(scope, followUp);
  }

  @Mutation(() => FollowUp, { nullable: true, description: "Corrects a day of a contact's follow-up; what was said before stays in the contact's history." })
  async correctFollowUp(@Arg("followUp", () => ID, { description: "The day's opaque id." }) id: string, @Arg("found", () => FollowUpInput, { description: "What was found." }) input: FollowUpInput, @Arg("reason", () => String, { description: reasonWords }) reason: string, @Ctx() scope: Scope) {
    const row = await followUpById(scope, parseId(id, "followUp"));
    if (row === null) throw notFound("follow up");
    if (row.recordedBy === null) throw badInput("this day was told of by another system: correct it there");
    await takeStep(scope, { action: "correctFollowUp", subject: row.id, contactId: row.contactId, details: { day: row.day, ...findings(input) }, reason: checkedText("reason", reason) });
    return followUpById(scope, row.id);
  }

  @FieldResolver(() => [LocalDate], { nullable: true, description: "Days of the follow-up up to yesterday of which nothing is recorded, oldest first." })
  missedFollowUpDays(@Root() contact: Contact, @Ctx() scope: Scope) {
    return missedDaysOf(scope, dayAfter(todayOf(scope), -1)).load(contact);
  }

  @FieldResolver(() => WorkStepConnection, { nullable: true, description: "What was done, latest first." })
  async history(@Root() contact: Contact, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 2);
    return connection(await historyOf(scope, "contact_id", page).load(contact.id), page, stepCursor);
  }
}

/** @throws ClientError NOT_FOUND */
async function found(scope: Scope, id: string, argument = "contact"): Promise<Contact> {
  const contact = await contactById(scope).load(parseId(id, argument));
  if (!contact) throw notFound("contact");
  return contact;
}

/** @throws ClientError BAD_USER_INPUT */
function findings({ reached, symptoms, temperatureCelsius }: FollowUpInput): Readonly<Record<string, unknown>> {
  for (const symptom of symptoms ?? []) checkedWord("symptoms", symptom, symptomWords);
  if (!reached && ((symptoms ?? []).length > 0 || told(temperatureCelsius))) throw badInput("a contact who was not reached told of nothing: leave `symptoms` and `temperatureCelsius` out");
  if (told(temperatureCelsius) && !(temperatureCelsius >= 30 && temperatureCelsius <= 45)) throw badInput("`temperatureCelsius` must be between 30 and 45");
  return given({ reached, symptoms: [...new Set(symptoms ?? [])], temperatureCelsius });
}
