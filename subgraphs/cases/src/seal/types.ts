/** The sealing of a person who is specially protected. Not what is denied then: see authz. */
import type { CaseId } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "Special protection of a person: proposed by one national investigator and confirmed by another, each way. While it lasts, nobody reads or changes anything about the person in the ordinary ways." })
export class Seal {
  caseId!: CaseId | null;
  contactId!: string | null;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "`proposed`, `sealed`, `withdrawn`, `unseal-proposed` or `unsealed`." })
  state!: string;

  @Field(() => String, { nullable: true, description: "The order on which it rests: authority, number, day." })
  legalOrder!: string;

  @Field(() => String, { nullable: true, description: "Why, in the words of who proposed it." })
  reason!: string;

  @Field(() => ID, { nullable: true, description: "Account that proposed it." })
  proposedBy!: string;

  @Field(() => DateTime, { nullable: true, description: "When it was proposed." })
  proposedAt!: Date;

  @Field(() => ID, { nullable: true, description: "Account that confirmed it; null until then." })
  confirmedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it was confirmed; null until then." })
  confirmedAt!: Date | null;

  @Field(() => String, { nullable: true, description: "The order on which its end rests." })
  unsealOrder!: string | null;

  @Field(() => ID, { nullable: true, description: "Account that proposed its end." })
  unsealProposedBy!: string | null;

  @Field(() => ID, { nullable: true, description: "Account that confirmed its end; null while it lasts." })
  unsealedBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it ended; null while it lasts." })
  unsealedAt!: Date | null;
}

export const SealConnection = connectionOf(() => Seal, "Seal");
