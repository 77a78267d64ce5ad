/** Support programs (지원사업): published texts in Korean and English, no personal data. */
import type { AgencyId, Resource } from "@epigraph/authz";
import { connectionOf, LocalDate } from "@epigraph/service";
import { Directive, Field, ID, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Directive('@key(fields: "id")')
@Entity({ schema: "programs", name: "support_program" })
@ObjectType({ description: "A support program (지원사업): who is helped, with what, by whom." })
export class SupportProgram {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Column("text", { name: "title_ko" })
  @Field(() => String, { nullable: true, description: "Title in Korean." })
  titleKo!: string;

  @Column("text", { name: "title_en", nullable: true })
  @Field(() => String, { nullable: true, description: "Title in English; null where there is none yet." })
  titleEn!: string | null;

  @Column("text", { name: "summary_ko" })
  @Field(() => String, { nullable: true, description: "What it offers, in Korean." })
  summaryKo!: string;

  @Column("text", { name: "summary_en", nullable: true })
  @Field(() => String, { nullable: true, description: "What it offers, in English." })
  summaryEn!: string | null;

  @Column("text", { name: "eligibility_ko", nullable: true })
  @Field(() => String, { nullable: true, description: "Who is eligible, in Korean." })
  eligibilityKo!: string | null;

  @Column("text", { name: "eligibility_en", nullable: true })
  @Field(() => String, { nullable: true, description: "Who is eligible, in English." })
  eligibilityEn!: string | null;

  @Column("text", { name: "agency_ko" })
  @Field(() => String, { nullable: true, description: "The agency, in Korean." })
  agencyKo!: string;

  @Column("text", { name: "agency_en", nullable: true })
  @Field(() => String, { nullable: true, description: "The agency, in English." })
  agencyEn!: string | null;

  @Column("text", { name: "region_code" })
  regionCode!: string;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Telephone number; short codes such as 1339 occur." })
  phone!: string | null;

  @Column("date", { name: "available_from", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "First day of application." })
  availableFrom!: string | null;

  @Column("date", { name: "available_to", nullable: true })
  @Field(() => LocalDate, { nullable: true, description: "Last day of application; null while open." })
  availableTo!: string | null;

  @Column("text", { nullable: true })
  agency!: AgencyId | null;

  @Column("boolean")
  @Field(() => Boolean, { nullable: true, description: "Whether everybody may see it; a draft until then." })
  published!: boolean;
}

export const SupportProgramConnection = connectionOf(() => SupportProgram, "SupportProgram");

@Directive('@key(fields: "code")')
@ObjectType({ description: "A country, province (시·도) or municipality (시·군·구)." })
export class Region {
  @Field(() => ID, { description: "Ten-digit code of the Ministry of the Interior and Safety (법정동코드), such as `1168000000`." })
  code!: string;
}

export const resourceOfProgram = (row: SupportProgram): Resource => ({ published: row.published, ...(row.agency === null ? {} : { agency: row.agency }) });
