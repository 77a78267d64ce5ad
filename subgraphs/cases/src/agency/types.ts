/** Agencies: whom to call. And the stub of a case that another agency keeps, which is all that is told of it. */
import type { AgencyId } from "@epigraph/authz";
import { connectionOf } from "@epigraph/service";
import { Directive, Field, ID, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Directive('@key(fields: "id")')
@Entity({ schema: "permission", name: "agency" })
@ObjectType({ description: "An agency that takes part in the response, such as a municipality's public health centre (보건소)." })
export class Agency {
  @PrimaryColumn("text")
  @Field(() => ID, { description: "Its name in the platform, such as `health-centre.1168000000`." })
  id!: AgencyId;

  @Column("text", { name: "name_ko" })
  @Field(() => String, { nullable: true, description: "Name in Korean." })
  nameKo!: string;

  @Column("text", { name: "name_en" })
  @Field(() => String, { nullable: true, description: "Name in English." })
  nameEn!: string;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Telephone number for other agencies; null until it was entered." })
  phone!: string | null;

  @Column("text", { name: "region_code", nullable: true })
  regionCode!: string | null;
}

export const AgencyConnection = connectionOf(() => Agency, "Agency");

@Directive("@shareable")
@ObjectType({ description: "A case of another jurisdiction, of which no more is told than whom to call. Details follow a referral that was accepted." })
export class CaseStub {
  @Field(() => ID, { description: "Pseudonym of the case for the own agency; no other agency is given the same. Quote it on the telephone." })
  id!: string;

  agencyId!: AgencyId | null;
}
