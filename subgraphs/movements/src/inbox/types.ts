/** An entry of an agency's inbox: what the police, the card association or a provider is told of a request, and nothing else of it. */
import type { AgencyId, PersonKey, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, Float, ID, Int, ObjectType, registerEnumType } from "type-graphql";

export const InboxState = { waiting: "waiting", done: "done" } as const;
export type InboxState = (typeof InboxState)[keyof typeof InboxState];
registerEnumType(InboxState, {
  name: "InboxState",
  description: "Whether an entry of an inbox waits for its agency.",
  valuesConfig: { waiting: { description: "It waits." }, done: { description: "The agency did its part, or the entry ended otherwise." } },
});

@ObjectType({ description: "By what a provider looks a person up." })
export class MatchKey {
  item!: InboxItem;

  @Field(() => String, { nullable: true, description: "`phone`, or `name-and-birth-date` of a card holder." })
  kind!: string;

  @Field(() => String, { nullable: true, description: "The number, or the name and after it the birth date as `YYYY-MM-DD`." })
  value!: string;
}

@ObjectType({ description: "A place about which a provider is asked who was there." })
export class InboxPlace {
  item!: InboxItem;

  @Field(() => String, { nullable: true, description: "Its name, where one is known." })
  name!: string | null;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  latitude!: number;

  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  longitude!: number;

  @Field(() => Int, { nullable: true, description: "How far around it, in metres." })
  radiusMetres!: number;

  @Field(() => Int, { nullable: true, description: "The least time there, in minutes." })
  dwellMinutes!: number;
}

@ObjectType({ description: "What waits for the own agency: a request to approve, or one to answer with data." })
export class InboxItem {
  requestId!: string;
  agency!: AgencyId;
  personKey!: PersonKey | null;
  sealed!: boolean;
  matchKind!: string | null;
  sealedMatchKey!: Buffer | null;
  doneAs!: string | null;
  /** Rises with every change of an entry of the agency. */
  position!: string;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "`authorisation`: approve or deny; `provision`: upload data." })
  kind!: "authorisation" | "provision";

  @Field(() => String, { nullable: true, description: "`telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: string;

  @Field(() => DateTime, { nullable: true, description: "First moment asked for." })
  windowFrom!: Date;

  @Field(() => DateTime, { nullable: true, description: "Moment up to which data are asked for." })
  windowTo!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it came." })
  arrivedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When its time is over." })
  dueAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was done; null until then." })
  doneAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Of an authorisation: the law that the request rests on." })
  legalBasis!: string | null;

  @Field(() => ID, { nullable: true, description: "Of an authorisation: a pseudonym of the data subject's case, of the own agency's only." })
  subject!: string | null;
}

export const InboxItemConnection = connectionOf(() => InboxItem, "InboxItem");

@ObjectType({ description: "How much waits in the own agency's inbox." })
export class InboxSummary {
  @Field(() => Int, { nullable: true, description: "Entries that wait." })
  waiting!: number;

  @Field(() => DateTime, { nullable: true, description: "When the oldest of them came; null when none waits." })
  oldestWaitingSince!: Date | null;

  @Field(() => Int, { nullable: true, description: "Entries that are done." })
  done!: number;
}

export const resourceOfItem = (item: InboxItem): Resource => ({ ...(item.personKey === null ? {} : { subjects: [item.personKey] }), agency: item.agency, sealed: item.sealed });
