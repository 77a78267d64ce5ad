/** A legal hold: which order keeps whose data from being destroyed in a purge. It lets nobody read anything. */
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

export const holdKinds = ["case", "contact", "response"] as const;

@ObjectType({ description: "An order that keeps data from being destroyed, put by one approver and confirmed by another. At a purge the held persons' data become unreadable for everybody and are kept sealed, for the key custodian alone to open." })
export class LegalHold {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "What is held: a `case` (its person), a `contact`, or a whole `response`." })
  kind!: string;

  @Field(() => ID, { nullable: true, description: "The id of that; null once the hold is over and what it kept is destroyed." })
  target!: string | null;

  @Field(() => String, { nullable: true, description: "Who ordered it." })
  authority!: string;

  @Field(() => String, { nullable: true, description: "The order's number." })
  orderNumber!: string;

  @Field(() => LocalDate, { nullable: true, description: "The order's day." })
  orderDate!: string;

  @Field(() => LocalDate, { nullable: true, description: "Until when it was ordered; it holds until two approvers release it, whatever the day." })
  heldUntil!: string | null;

  @Field(() => String, { nullable: true, description: "`proposed`: it does not hold yet; `held`; `release-proposed`: it still holds; `released`; `withdrawn`." })
  state!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was proposed." })
  proposedAt!: Date;
}

export const LegalHoldConnection = connectionOf(() => LegalHold, "LegalHold");
