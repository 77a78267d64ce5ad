/** Findings: what was noticed as records arrived, and what auditors said of it. Not how it is noticed: see ledger/src/findings. */
import { findingKinds } from "@epigraph/ledger";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

export const findingStates = ["open", "explained", "escalated"] as const;
export type FindingState = (typeof findingStates)[number];

@ObjectType({ description: "Something in the access log that needs an explanation, counted up while it goes on." })
export class Finding {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { description: `What was noticed: ${Object.keys(findingKinds).map((kind) => `\`${kind}\``).join(", ")}.` })
  kind!: string;

  @Field(() => String, { description: "What that is called in English." })
  titleEn!: string;

  @Field(() => String, { description: "What that is called in Korean." })
  titleKo!: string;

  @Field(() => String, { description: "What it means, in English." })
  meaningEn!: string;

  @Field(() => String, { description: "What it means, in Korean." })
  meaningKo!: string;

  @Field(() => String, { description: "What somebody who did nothing wrong would say, in English: to be checked, not taken as given." })
  explanationEn!: string;

  @Field(() => String, { description: "The same in Korean." })
  explanationKo!: string;

  @Field(() => String, { description: "`review`: with the month's others; `prompt`: within the day; `alarm`: at once." })
  urgency!: string;

  @Field(() => DateTime, { description: "When it was noticed first." })
  foundAt!: Date;

  @Field(() => DateTime, { description: "When the first of what it counts happened." })
  firstAt!: Date;

  @Field(() => DateTime, { description: "When the last of what it counts happened." })
  lastAt!: Date;

  @Field(() => ID, { nullable: true, description: "The account concerned; null when it is about a service or the log itself." })
  account!: string | null;

  @Field(() => String, { nullable: true, description: "Its agency." })
  agency!: string | null;

  @Field(() => String, { nullable: true, description: "The service concerned, if it is about one." })
  service!: string | null;

  @Field(() => Int, { description: "How often." })
  count!: number;

  @Field(() => String, { description: "`open`; `explained`: an auditor found an honest explanation; `escalated`: handed on, until another person settles it." })
  state!: FindingState;

  @Field(() => Int, { description: "How many data subjects were met." })
  subjects!: number;

  indexes!: readonly string[];
}

@ObjectType({ description: "What an auditor said of a finding." })
export class FindingStep {
  @Field(() => Int, { description: "Its number, from 1." })
  number!: number;

  @Field(() => DateTime, { description: "When." })
  writtenAt!: Date;

  @Field(() => ID, { description: "The auditor's account." })
  writtenBy!: string;

  @Field(() => String, { description: "The state from then on: `open`, `explained` or `escalated`." })
  state!: string;

  @Field(() => String, { description: "The auditor's words; the access log refers to them and does not contain them." })
  note!: string;
}

export const FindingConnection = connectionOf(() => Finding, "Finding");
export const FindingStepConnection = connectionOf(() => FindingStep, "FindingStep");
