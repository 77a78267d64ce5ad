/** One exposure as an investigator tells of it. */
import { LocalDate, type Scope } from "@epigraph/service";
import { Field, ID, InputType } from "type-graphql";
import { checkedPast, checkedWord, given, listed } from "../step/words.js";
import { certainties, durations, exposureTypes, frequencies, settings } from "./words.js";

@InputType({ description: "One exposure of a contact to a case, in Go.Data's words." })
export class ExposureInput {
  @Field(() => ID, { description: "The case that the contact was exposed to." })
  case!: string;

  @Field(() => LocalDate, { description: "Last day of contact." })
  lastContactDate!: string;

  @Field(() => String, { description: `Kind of exposure: ${listed(exposureTypes)}.` })
  exposureType!: string;

  @Field(() => String, { nullable: true, description: `Where: ${listed(settings)}.` })
  setting?: string | null;

  @Field(() => String, { nullable: true, description: `How often: ${listed(frequencies)} times.` })
  frequency?: string | null;

  @Field(() => String, { nullable: true, description: `How long: ${listed(durations)}.` })
  duration?: string | null;

  @Field(() => String, { nullable: true, description: `How certain: ${listed(certainties)}.` })
  certainty?: string | null;
}

/** What a step says of it. @throws ClientError BAD_USER_INPUT naming the field */
export const exposureDetails = (input: ExposureInput, scope: Scope): Readonly<Record<string, unknown>> =>
  given({
    lastContactDate: checkedPast("lastContactDate", input.lastContactDate, scope),
    exposureType: checkedWord("exposureType", input.exposureType, exposureTypes),
    setting: checkedWord("setting", input.setting, settings),
    frequency: checkedWord("frequency", input.frequency, frequencies),
    duration: checkedWord("duration", input.duration, durations),
    certainty: checkedWord("certainty", input.certainty, certainties),
  });
