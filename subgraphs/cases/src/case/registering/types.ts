/** What came of registering a case. Not the case: see types.ts of the folder above. */
import type { CaseId, RegionCode, Resource } from "@epigraph/authz";
import { Field, ObjectType } from "type-graphql";
import { Case } from "../types.js";

@ObjectType({ description: "A case just registered." })
export class CaseRegistration {
  @Field(() => Case, { nullable: true, description: "The case. It is assigned to who registered it." })
  case!: Case;

  possibleIds!: readonly CaseId[];
}

/** What a registration acts on: a case that is not there yet, of a municipality. No type of the schema. */
export type NewCase = { readonly regionCode: RegionCode };
export const resourceOfNewCase = ({ regionCode }: NewCase): Resource => ({ regionCode, sealed: false });
