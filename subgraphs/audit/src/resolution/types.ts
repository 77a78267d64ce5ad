/** The resolution of a pseudonym: finding out whom the log names, which needs an order and two auditors, and is on record itself. */
import { connectionOf, DateTime } from "@epigraph/service";
import type { Resource } from "@epigraph/authz";
import { Field, ID, ObjectType } from "type-graphql";

export const resolutionStates = ["asked", "approved", "refused", "withdrawn", "lapsed", "expired"] as const;
export type ResolutionState = (typeof resolutionStates)[number];

@ObjectType({ description: "A request to find out whom a pseudonym of the log stands for, or under which pseudonyms a case's person is in the log. Specially protected persons are resolved by the same two auditors and an order." })
export class Resolution {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, {
    description: "`asked`: it waits for another auditor; `approved`: both auditors may read it, for 24 hours; `refused`; `withdrawn`: taken back by who asked; `lapsed`: nobody answered within seven days; `expired`: the 24 hours are over.",
  })
  state!: ResolutionState;

  @Field(() => ID, { description: "The auditor who asked." })
  askedBy!: string;

  @Field(() => DateTime, { description: "When." })
  askedAt!: Date;

  @Field(() => ID, { nullable: true, description: "The pseudonym in question, if it is about one." })
  dataSubject!: string | null;

  @Field(() => ID, { nullable: true, description: "The case in question, if it is about one." })
  caseId!: string | null;

  @Field(() => String, { description: "The order, in the words of who asked; the access log refers to it and does not contain it." })
  order!: string;

  @Field(() => ID, { nullable: true, description: "The other auditor, who approved it." })
  approvedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When." })
  approvedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: "Until when it may be read." })
  expiresAt!: Date | null;

  @Field(() => ID, { nullable: true, description: "Who refused it or took it back." })
  endedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When." })
  endedAt!: Date | null;

  orderNote!: string;
}

@ObjectType({ description: "Whom a resolution found: told to the two auditors only, while it is open." })
export class ResolvedSubject {
  @Field(() => ID, { description: "Surrogate key of the person." })
  personKey!: string;

  @Field(() => [ID], { description: "The person's cases." })
  caseIds!: readonly string[];

  @Field(() => [ID], { description: "The person's pseudonyms in the log, of all months from which there may be records, oldest first." })
  dataSubjects!: readonly string[];
}

export const ResolutionConnection = connectionOf(() => Resolution, "Resolution");

/** Who is resolved is on record as a data subject: the person's own report tells of it. */
export const resourceOfResolved = ({ personKey }: ResolvedSubject): Resource => ({ subjects: [personKey as never] });
