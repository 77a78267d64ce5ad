/** Which records an auditor asks for: checked words in, conditions out. Not the question itself: see store.ts. */
import { recordTypes, type RequestOutcome, type ResolverOutcome } from "@epigraph/ledger";
import { badInput, DateTime, parseId, type Scope } from "@epigraph/service";
import { Field, ID, InputType } from "type-graphql";
import { isGiven } from "../given.js";
import { resolvedBy } from "../resolution/resolving.js";
import type { RecordFilter } from "./store.js";
import { standings } from "./types.js";

const decisions: readonly ResolverOutcome[] = ["allowed", "denied", "approval-required", "redacted", "error"];
const outcomes: readonly RequestOutcome[] = ["answered", "partly-denied", "refused", "error"];
const kept = standings.filter((standing) => standing !== "altered");
const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(", ");

@InputType({ description: "Which records; every condition given must hold." })
export class AuditRecordFilterInput {
  @Field(() => ID, { nullable: true, description: "Asked by this account." })
  account?: string;

  @Field(() => String, { nullable: true, description: "By accounts of this agency." })
  agency?: string;

  @Field(() => ID, { nullable: true, description: "In this session." })
  session?: string;

  @Field(() => String, { nullable: true, description: "From this network address." })
  address?: string;

  @Field(() => String, { nullable: true, description: "For this purpose." })
  purpose?: string;

  @Field(() => ID, { nullable: true, description: "About this data subject (pseudonym of the log, good for one month)." })
  dataSubject?: string;

  @Field(() => ID, { nullable: true, description: "About the person or case of this approved resolution, in all months." })
  resolution?: string;

  @Field(() => Boolean, { nullable: true, description: "In which data of somebody was shown to whose case the account was not assigned; with a data subject: this one's." })
  withoutAssignment?: boolean;

  @Field(() => String, { nullable: true, description: "In which this field was asked for, as `Type.field`; with `decision`: and decided so." })
  coordinate?: string;

  @Field(() => String, { nullable: true, description: `In which some field was decided so: ${listed(decisions)}.` })
  decision?: string;

  @Field(() => String, { nullable: true, description: "Of operations of this name." })
  operationName?: string;

  @Field(() => String, { nullable: true, description: "Of this document: its SHA-256 in hex." })
  operationHash?: string;

  @Field(() => ID, { nullable: true, description: "Of this one operation." })
  correlation?: string;

  @Field(() => String, { nullable: true, description: "Written by this service." })
  service?: string;

  @Field(() => String, { nullable: true, description: `Of this type: ${listed(recordTypes)}.` })
  type?: string;

  @Field(() => String, { nullable: true, description: `That ended so: ${listed(outcomes)}.` })
  outcome?: string;

  @Field(() => String, { nullable: true, description: `Of this standing: ${listed(kept)}.` })
  standing?: string;

  @Field(() => DateTime, { nullable: true, description: "At this moment or later." })
  from?: Date;

  @Field(() => DateTime, { nullable: true, description: "Before this moment." })
  to?: Date;
}

/** @throws ClientError BAD_USER_INPUT, or NOT_FOUND for a resolution that is not open to the asker */
export async function recordFilterOf(input: AuditRecordFilterInput | undefined, scope: Scope): Promise<RecordFilter> {
  const { dataSubject, resolution, ...rest } = input ?? {};
  oneOf("type", rest.type, recordTypes);
  oneOf("outcome", rest.outcome, outcomes);
  oneOf("decision", rest.decision, decisions);
  oneOf("standing", rest.standing, kept);
  if (isGiven(rest.coordinate) && !/^[A-Za-z_]\w{0,99}\.[A-Za-z_]\w{0,99}$/.test(rest.coordinate)) throw badInput("`coordinate` must be a field, as `Type.field`");
  if (isGiven(rest.operationHash) && !/^[0-9a-f]{64}$/.test(rest.operationHash)) throw badInput("`operationHash` must be a SHA-256 in hex");
  if (isGiven(dataSubject) && isGiven(resolution)) throw badInput("give `dataSubject` or `resolution`, not both");
  if (isGiven(resolution)) return { ...rest, dataSubjects: (await resolvedBy(scope, parseId(resolution, "resolution"))).dataSubjects };
  return isGiven(dataSubject) ? { ...rest, dataSubjects: [dataSubject] } : rest;
}

function oneOf(name: string, word: string | undefined | null, words: readonly string[]): void {
  if (isGiven(word) && !words.includes(word)) throw badInput(`\`${name}\` must be one of ${listed(words)}`);
}
