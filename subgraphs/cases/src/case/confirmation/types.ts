/** The confirmation of a case (확진 판정): by another person than registered it, for a request for data rests on it. */
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";
import type { Case } from "../types.js";

@ObjectType({ description: "That a case was confirmed, by another person than registered it." })
export class Confirmation {
  ofCase!: Case;
  sampleId!: string | null;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "On what it rests: `laboratory`, `clinical` or `epidemiological`." })
  basis!: string;

  @Field(() => ID, { nullable: true, description: "The account that confirmed it; `source.<system>` for a case that an import brought as confirmed." })
  confirmedBy!: string;

  @Field(() => DateTime, { nullable: true, description: "When." })
  confirmedAt!: Date;
}

export const ConfirmationConnection = connectionOf(() => Confirmation, "Confirmation");
