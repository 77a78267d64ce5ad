/** Screening clinics (선별진료소): published, no personal data. */
import type { AgencyId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime } from "@epigraph/service";
import { Directive, Field, Float, ID, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Directive('@key(fields: "id")')
@Entity({ schema: "clinics", name: "clinic" })
@ObjectType({ description: "A screening clinic (선별진료소): where to get tested." })
export class Clinic {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Column("text", { name: "name_ko" })
  @Field(() => String, { nullable: true, description: "Name in Korean." })
  nameKo!: string;

  @Column("text", { name: "name_en", nullable: true })
  @Field(() => String, { nullable: true, description: "Name in English; null where there is none yet." })
  nameEn!: string | null;

  @Column("text", { name: "region_code" })
  regionCode!: string;

  @Column("text", { name: "address_ko", nullable: true })
  @Field(() => String, { nullable: true, description: "Address in Korean." })
  addressKo!: string | null;

  @Column("text", { name: "address_en", nullable: true })
  @Field(() => String, { nullable: true, description: "Address in English." })
  addressEn!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Telephone number; short codes such as 1339 occur." })
  phone!: string | null;

  @Column("float8", { nullable: true })
  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  latitude!: number | null;

  @Column("float8", { nullable: true })
  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  longitude!: number | null;

  @Column("text", { name: "opening_hours", nullable: true })
  @Field(() => String, { nullable: true, description: "Opening hours, in words." })
  openingHours!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "`low`, `moderate`, `high` or `closed`, as last reported." })
  crowding!: string | null;

  @Column("timestamptz", { name: "crowding_reported_at", nullable: true })
  @Field(() => DateTime, { nullable: true, description: "When the crowding was reported." })
  crowdingReportedAt!: Date | null;

  @Column("text", { nullable: true })
  agency!: AgencyId | null;

  @Column("boolean")
  @Field(() => Boolean, { nullable: true, description: "Whether everybody may see it; a draft until then." })
  published!: boolean;
}

export const ClinicConnection = connectionOf(() => Clinic, "Clinic");

@Directive('@key(fields: "code")')
@ObjectType({ description: "A country, province (시·도) or municipality (시·군·구)." })
export class Region {
  @Field(() => ID, { description: "Ten-digit code of the Ministry of the Interior and Safety (법정동코드), such as `1168000000`." })
  code!: string;
}

export const resourceOfClinic = (row: Clinic): Resource => ({ published: row.published, ...(row.agency === null ? {} : { agency: row.agency }) });
