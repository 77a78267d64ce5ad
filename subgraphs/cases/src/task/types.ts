/** A task of case work: who is to do what by when. */
import type { AccountId, AgencyId, CaseId, PersonKey, RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, LocalDate } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

/** What there is to do. */
export const taskKinds = ["interview", "sample", "follow-up", "quarantine-visit", "place-check", "isolation", "report", "other"] as const;

@ObjectType({ description: "A task of case work, for an agency or one of its accounts." })
export class Task {
  caseId!: CaseId | null;
  personKey!: PersonKey | null;
  eventId!: string | null;
  regionCode!: RegionCode;
  agency!: AgencyId;
  sealed!: boolean;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "What is to be done: `interview`, `sample`, `follow-up`, `quarantine-visit`, `place-check`, `isolation`, `report` or `other`." })
  kind!: string;

  @Field(() => String, { nullable: true, description: "What more there is to say of it." })
  note!: string | null;

  @Field(() => ID, { nullable: true, description: "The account that is to do it; null when anybody of the agency may." })
  account!: AccountId | null;

  @Field(() => LocalDate, { nullable: true, description: "By when." })
  dueOn!: string;

  @Field(() => String, { nullable: true, description: "`open`, `completed`, `cancelled` or `ended` (the case was transferred)." })
  state!: string;

  @Field(() => Boolean, { nullable: true, description: "Whether it is open after its day." })
  overdue!: boolean;
}

export const TaskConnection = connectionOf(() => Task, "Task");

export const resourceOfTask = (row: Task): Resource => ({ ...(row.caseId === null ? {} : { caseIds: [row.caseId] }), ...(row.personKey === null ? {} : { subjects: [row.personKey] }), regionCode: row.regionCode, agency: row.agency, sealed: row.sealed });
