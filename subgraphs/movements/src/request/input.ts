/** What an investigator asks for, checked as far as that is possible without the database. Not the steps: see resolvers.ts. */
import type { CaseId } from "@epigraph/authz";
import { badInput, DateTime, parseId, type Scope } from "@epigraph/service";
import { Field, ID, InputType, Int } from "type-graphql";
import type { Draft } from "./store.js";

/** The most characters of a reason or justification. */
export const wordsCap = 2_000;
const holdersCap = 50;
const casesCap = 50;
const placesCap = 50;
const requestable = ["telecom-location", "card-use", "qr-entry"];

@InputType({ description: "A place of a place roster." })
export class RequestPlaceInput {
  @Field(() => ID, { description: "The place's opaque id." })
  place!: string;

  @Field(() => Int, { description: "How far around it, in metres; 1 to 500." })
  radiusMetres!: number;
}

@InputType({ description: "What is asked of whom, and why." })
export class InformationRequestInput {
  @Field(() => ID, { description: "The confirmed case; for a place roster one of the cases that it serves." })
  case!: string;

  @Field(() => String, { description: "`telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: string;

  @Field(() => DateTime, { description: "First moment asked for." })
  windowFrom!: Date;

  @Field(() => DateTime, { description: "Moment up to which data are asked for; no longer than the policy allows, and not in the future." })
  windowTo!: Date;

  @Field(() => String, { description: `Why the data are needed, in 1 to ${wordsCap} characters: no names.` })
  justification!: string;

  @Field(() => String, { description: "The law that it rests on, such as `IDCPA 76-2(2)`." })
  legalBasis!: string;

  @Field(() => [ID], { nullable: true, description: `Accounts that are to read the data besides the own one, at most ${holdersCap}; each must be assigned to the case.` })
  holders?: string[];

  @Field(() => Int, { nullable: true, description: "How many operations may read the data; any number if not said." })
  readsAllowed?: number;

  @Field(() => [ID], { nullable: true, description: `For a place roster: the other cases that it serves, at most ${casesCap}.` })
  cases?: string[];

  @Field(() => [RequestPlaceInput], { nullable: true, description: `Makes it a place roster: who was at these places, at most ${placesCap}.` })
  places?: RequestPlaceInput[];

  @Field(() => Int, { nullable: true, description: "For a place roster: the least time at a place, in minutes." })
  dwellMinutes?: number;
}

/** @throws ClientError BAD_USER_INPUT */
export function draftOf(input: InformationRequestInput, scope: Scope): Draft {
  const { windowFrom, windowTo, places, dwellMinutes, readsAllowed } = input;
  const { holders = [], cases = [] } = input;
  if (!requestable.includes(input.dataClass)) throw badInput("`dataClass` is none that can be requested: give `telecom-location`, `card-use` or `qr-entry`");
  if (windowTo.getTime() <= windowFrom.getTime()) throw badInput("`windowTo` must be after `windowFrom`");
  if (windowTo.getTime() > scope.now) throw badInput("`windowTo` is in the future: ask for what has been");
  if (holders.length > holdersCap || cases.length > casesCap || (places?.length ?? 0) > placesCap) throw badInput("too many `holders`, `cases` or `places`: make several requests");
  if (readsAllowed !== undefined && (readsAllowed < 1 || readsAllowed > 10_000)) throw badInput("`readsAllowed` must be between 1 and 10000");
  if ((places === undefined) !== (dwellMinutes === undefined)) throw badInput("a place roster needs `places` and `dwellMinutes`; other requests have neither");
  if (places?.length === 0) throw badInput("`places` is empty: name at least one");
  if (places === undefined && cases.length > 0) throw badInput("only a place roster serves several cases: leave `cases` out, or give `places`");
  if (places?.some(({ radiusMetres }) => radiusMetres < 1 || radiusMetres > 500) === true) throw badInput("`radiusMetres` must be between 1 and 500");
  if (dwellMinutes !== undefined && (dwellMinutes < 1 || dwellMinutes > 1_440)) throw badInput("`dwellMinutes` must be between 1 and 1440");
  return {
    caseId: parseId<CaseId>(input.case, "case"),
    dataClass: input.dataClass,
    windowFrom,
    windowTo,
    justification: wordsOf(input.justification, "justification"),
    legalBasis: wordsOf(input.legalBasis, "legalBasis"),
    holders,
    ...(readsAllowed === undefined ? {} : { readsAllowed }),
    ...(places === undefined || dwellMinutes === undefined ? {} : { cases: cases.map((id) => parseId<CaseId>(id, "cases")), places: places.map(({ place, radiusMetres }) => ({ placeId: parseId(place, "places.place"), radiusMetres })), dwellMinutes }),
  };
}

/** Trimmed. @throws ClientError BAD_USER_INPUT */
export function wordsOf(text: string, argument: string): string {
  const words = text.trim();
  if (words === "" || words.length > wordsCap) throw badInput(`\`${argument}\` must have 1 to ${wordsCap} characters`);
  return words;
}
