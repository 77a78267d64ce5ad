/** The quarantine (자가격리) of a contact. Not the isolation of a case. */
import type { Contact } from "../contact/types.js";
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "A contact's quarantine (자가격리), counted from the last contact." })
export class Quarantine {
  ofContact!: Contact;
  contactId!: string;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => LocalDate, { nullable: true, description: "First day: that of the last contact." })
  startsOn!: string;

  @Field(() => LocalDate, { nullable: true, description: "Last day." })
  endsOn!: string;

  @Field(() => LocalDate, { nullable: true, description: "Day on which it ended before its time; null while it lasts." })
  releasedOn!: string | null;

  @Field(() => String, { nullable: true, description: "`in-quarantine`, `completed` (it ran out), `released` (by an investigator) or `ended` (the contact became a case, or another was ordered)." })
  state!: string;

  @Field(() => ID, { nullable: true, description: "Account that ordered it." })
  orderedBy!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was ordered." })
  orderedAt!: Date;
}

export const QuarantineConnection = connectionOf(() => Quarantine, "Quarantine");
