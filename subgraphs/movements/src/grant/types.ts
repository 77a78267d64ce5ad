/** A grant as it is told: who may read which evidence, from when until when. What it opens is decided in authz. */
import type { CaseId, PersonKey, RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Field, ID, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "A permission, bound to a purpose and to a time, to read one class of data of named cases in one window, or what came of one place roster." })
export class Grant {
  requestId!: string;
  caseId!: CaseId;
  personKey!: PersonKey;
  regionCode!: RegionCode;
  sealed!: boolean;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "`request`, or `emergency` for emergency access." })
  origin!: "request" | "emergency";

  @Field(() => String, { nullable: true, description: "The class of data." })
  dataClass!: string;

  @Field(() => DateTime, { nullable: true, description: "First moment of the data." })
  windowFrom!: Date;

  @Field(() => DateTime, { nullable: true, description: "Moment up to which data may be read." })
  windowTo!: Date;

  @Field(() => String, { nullable: true, description: "The purpose for which." })
  purpose!: string;

  @Field(() => [ID], { nullable: true, description: "The accounts that hold it." })
  holders!: string[];

  @Field(() => DateTime, { nullable: true, description: "From when it counts." })
  notBefore!: Date;

  @Field(() => DateTime, { nullable: true, description: "Until when it counts." })
  notAfter!: Date;

  @Field(() => Int, { nullable: true, description: "How many operations may still read under it; null for any number." })
  readsLeft!: number | null;

  @Field(() => DateTime, { nullable: true, description: "When it was revoked; null while it was not." })
  revokedAt!: Date | null;

  @Field(() => ID, { nullable: true, description: "Who revoked it." })
  revokedBy!: string | null;
}

export const GrantConnection = connectionOf(() => Grant, "Grant");

export const resourceOfGrant = (grant: Grant): Resource => ({ subjects: [grant.personKey], caseIds: [grant.caseId], regionCode: grant.regionCode, sealed: grant.sealed });
