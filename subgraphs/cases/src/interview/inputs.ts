/** What is given to record an interview, and what is made of it. Asks nothing of the database. */
import type { Instant } from "@epigraph/authz";
import { dayOf } from "@epigraph/epi";
import { badInput, DateTime, isId, LocalDate } from "@epigraph/service";
import { Field, ID, InputType } from "type-graphql";
import { isGiven, listed, oneOf } from "../given.js";
import type { RecordedInterview } from "./store.js";
import { type Companion, informants, precisions, type Visit } from "./types.js";

const caps = { text: 20_000, visits: 200, companions: 100, words: 500 } as const;

@InputType({ description: "A visit as stated. Give a place of the platform, words, or both." })
export class VisitStatementInput {
  @Field(() => LocalDate, { description: "The day, in Korea." })
  day!: string;

  @Field(() => DateTime, { nullable: true, description: "From when, if known." })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Until when, if known." })
  to?: Date | null;

  @Field(() => String, { description: `How exactly the times are known: ${listed(precisions)}.` })
  precision!: string;

  @Field(() => ID, { nullable: true, description: "The place, if the platform knows it." })
  place?: string | null;

  @Field(() => String, { nullable: true, description: `Where, in the informant's words; at most ${caps.words} characters.` })
  placeText?: string | null;

  @Field(() => String, { nullable: true, description: `What was done there; at most ${caps.words} characters.` })
  activity?: string | null;
}

@InputType({ description: "Somebody who was along, as stated." })
export class CompanionStatementInput {
  @Field(() => String, { nullable: true, description: "The name, as stated." })
  name?: string | null;

  @Field(() => String, { nullable: true, description: "What they are to the case." })
  relation?: string | null;

  @Field(() => String, { nullable: true, description: "The telephone number, as stated." })
  phone?: string | null;

  @Field(() => ID, { nullable: true, description: "The contact, if already recorded as one." })
  contact?: string | null;
}

@InputType({ description: "An interview." })
export class InterviewInput {
  @Field(() => LocalDate, { description: "Day of the interview, in Korea." })
  conductedDate!: string;

  @Field(() => String, { description: `Who was asked: ${listed(informants)}.` })
  informant!: string;

  @Field(() => String, { nullable: true, description: `What was said, in at most ${caps.text} characters.` })
  text?: string | null;

  @Field(() => [VisitStatementInput], { nullable: true, description: `Where the person was; at most ${caps.visits}.` })
  visits?: VisitStatementInput[] | null;

  @Field(() => [CompanionStatementInput], { nullable: true, description: `Who was along; at most ${caps.companions}.` })
  companions?: CompanionStatementInput[] | null;
}

/** @throws ClientError BAD_USER_INPUT naming the field, never the value */
export function interviewOf(input: InterviewInput, now: Instant): RecordedInterview {
  const { conductedDate, text, visits, companions } = input;
  if (conductedDate > dayOf(now)) throw badInput("`conductedDate` must not be in the future: give the day in Korea");
  if ((visits?.length ?? 0) > caps.visits) throw badInput(`\`visits\` must be at most ${caps.visits}: record a second interview`);
  if ((companions?.length ?? 0) > caps.companions) throw badInput(`\`companions\` must be at most ${caps.companions}`);
  const content = { text: words("text", text, caps.text), visits: (visits ?? []).map((visit, index) => visitOf(visit, index, now)), companions: (companions ?? []).map(companionOf) };
  if (content.text === null && content.visits.length + content.companions.length === 0) throw badInput("the interview is empty: give `text`, `visits` or `companions`");
  return { conductedDate, informant: oneOf("informant", informants, input.informant), content };
}

function visitOf({ day, from, to, precision, place, placeText, activity }: VisitStatementInput, index: number, now: Instant): Visit {
  const at = (name: string): string => `visits[${index}].${name}`;
  if (day > dayOf(now)) throw badInput(`\`${at("day")}\` must not be in the future: give the day in Korea`);
  if (isGiven(place) && !isId(place)) throw badInput(`\`${at("place")}\` is not an id of this platform: leave it out and give \`placeText\``);
  const known = oneOf(at("precision"), precisions, precision);
  if (known === "day" && (isGiven(from) || isGiven(to))) throw badInput(`\`${at("precision")}\` is \`day\`: leave out \`from\` and \`to\`, or say how exactly they are known`);
  if (known !== "day" && !isGiven(from)) throw badInput(`\`${at("from")}\` is missing: give it, or the precision \`day\``);
  if (isGiven(from) && dayOf(from.getTime()) !== day) throw badInput(`\`${at("from")}\` is not on \`day\` in Korea: correct one of the two`);
  if (isGiven(from) && isGiven(to) && to < from) throw badInput(`\`${at("to")}\` must not be before \`from\``);
  if (isGiven(to) && isGiven(from) && to.getTime() - from.getTime() > 86_400_000) throw badInput(`\`${at("to")}\` must be within a day of \`from\`: state a longer stay day by day`);
  const where = words(at("placeText"), placeText, caps.words);
  if (!isGiven(place) && where === null) throw badInput(`\`${at("placeText")}\` is missing: give the place, or words for it`);
  return { day, from: from?.toISOString() ?? null, to: to?.toISOString() ?? null, precision: known, placeId: place ?? null, placeText: where, activity: words(at("activity"), activity, caps.words) };
}

function companionOf({ name, relation, phone, contact }: CompanionStatementInput, index: number): Companion {
  const at = (part: string): string => `companions[${index}].${part}`;
  if (isGiven(contact) && !isId(contact)) throw badInput(`\`${at("contact")}\` is not an id of this platform: leave it out`);
  const stated = { name: words(at("name"), name, 100), relation: words(at("relation"), relation, 100), phone: words(at("phone"), phone, 40), contactId: contact ?? null };
  if (Object.values(stated).every((value) => value === null)) throw badInput(`\`companions[${index}]\` says nothing: leave it out`);
  return stated;
}

function words(name: string, text: string | null | undefined, most: number): string | null {
  const written = text?.trim() ?? "";
  if (written.length > most) throw badInput(`\`${name}\` must have at most ${most} characters`);
  return written === "" ? null : written;
}
