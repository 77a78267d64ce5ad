/** What is given to register or change a case, as GraphQL has it. Whether it can be true: see plausible.ts. */
import { LocalDate } from "@epigraph/service";
import { Field, ID, InputType } from "type-graphql";
import { listed } from "../../given.js";
import { ageBands, isolationPlaces, outcomes, reportingSources, riskGroups, sexes, symptomCodes } from "../codes.js";

@InputType({ description: "A symptom." })
export class SymptomInput {
  @Field(() => String, { description: `One of ${listed(symptomCodes)}.` })
  code!: string;

  @Field(() => LocalDate, { nullable: true, description: "Since when, if known." })
  onsetDate?: string | null;
}

@InputType({ description: "A journey abroad." })
export class TravelInput {
  @Field(() => String, { description: "The country, by its two letters of ISO 3166, such as `CN`." })
  countryCode!: string;

  @Field(() => LocalDate, { description: "First day there." })
  fromDate!: string;

  @Field(() => LocalDate, { nullable: true, description: "Last day there, if known." })
  toDate?: string | null;
}

@InputType({ description: "What is written about a case. Of a change only what is given changes; null takes a value away." })
export class CaseInput {
  @Field(() => String, { nullable: true, description: "`suspected`, `probable` or `not-a-case`; `suspected` if not said. `confirmed` comes from `confirmCase` alone." })
  classification?: string | null;

  @Field(() => String, { nullable: true, description: `Decade of age: ${listed(ageBands)}.` })
  ageBand?: string | null;

  @Field(() => String, { nullable: true, description: `${listed(sexes)}.` })
  sex?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "First day of symptoms (증상발현일)." })
  onsetDate?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Day of the sample." })
  samplingDate?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Day on which the case was reported (신고일)." })
  reportingDate?: string | null;

  @Field(() => String, { nullable: true, description: `Who reported it: ${listed(reportingSources)}.` })
  reportingSource?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "First day of isolation (격리)." })
  isolationDate?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Last day of isolation." })
  isolationEndDate?: string | null;

  @Field(() => String, { nullable: true, description: `Where: ${listed(isolationPlaces)}.` })
  isolationPlace?: string | null;

  @Field(() => String, { nullable: true, description: `${listed(outcomes)}.` })
  outcome?: string | null;

  @Field(() => LocalDate, { nullable: true, description: "Day of the outcome." })
  outcomeDate?: string | null;

  @Field(() => String, { nullable: true, description: "Where the infection may have happened, in at most 500 characters; no names." })
  infectionSetting?: string | null;

  @Field(() => [SymptomInput], { nullable: true, description: "All symptoms; a change gives the whole list." })
  symptoms?: SymptomInput[] | null;

  @Field(() => [String], { nullable: true, description: `All that hold, of ${listed(riskGroups)}; a change gives the whole list.` })
  riskGroups?: string[] | null;

  @Field(() => [TravelInput], { nullable: true, description: "All journeys; a change gives the whole list." })
  travel?: TravelInput[] | null;
}

@InputType({ description: "Who a case is (class P3): sealed under a key of the person's own; found again by keyed pseudonyms alone." })
export class IdentityInput {
  @Field(() => String, { nullable: true, description: "Full name, at most 100 characters." })
  fullName?: string | null;

  @Field(() => String, { nullable: true, description: "Telephone number." })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: "Home address, at most 300 characters." })
  address?: string | null;

  @Field(() => String, { nullable: true, description: "Day of birth, `YYYY-MM-DD`, or `YYYY` where only the year is known." })
  birthDate?: string | null;

  @Field(() => String, { nullable: true, description: "Nationality, by two letters of ISO 3166." })
  nationality?: string | null;

  @Field(() => String, { nullable: true, description: "Resident registration number (주민등록번호): compared by a pseudonym only, never kept, never shown." })
  residentNumber?: string | null;
}

@InputType({ description: "A new case." })
export class RegisterCaseInput {
  @Field(() => String, { description: "The disease's code, of one whose response is in force." })
  disease!: string;

  @Field(() => ID, { description: "The municipality responsible (시·군·구), by its ten-digit code." })
  regionCode!: string;

  @Field(() => IdentityInput, { description: "Who it is, as far as known." })
  person!: IdentityInput;

  @Field(() => CaseInput, { description: "What is known of the case." })
  record!: CaseInput;
}
