/** Provinces and municipalities, and how many were confirmed there. Everything here is public. */
import { connectionOf, LocalDate } from "@epigraph/service";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Directive('@key(fields: "code")')
@Entity({ schema: "cases", name: "region" })
@ObjectType({ description: "A country, province (시·도) or municipality (시·군·구)." })
export class Region {
  @PrimaryColumn("text")
  @Field(() => ID, { description: "Ten-digit code of the Ministry of the Interior and Safety (법정동코드), such as `1168000000`." })
  code!: string;

  @Column("text", { name: "parent_code", nullable: true })
  parentCode!: string | null;

  @Column("text")
  @Field(() => String, { description: "`country`, `province` or `municipality`." })
  level!: string;

  @Column("text", { name: "name_ko" })
  @Field(() => String, { description: "Name in Korean." })
  nameKo!: string;

  @Column("text", { name: "name_en" })
  @Field(() => String, { description: "Name in English." })
  nameEn!: string;
}

@ObjectType({ description: "Cumulative counts of one region at the end of one day." })
export class RegionStatistic {
  regionCode!: string;

  @Field(() => LocalDate, { description: "The day, in Asia/Seoul." })
  day!: string;

  @Field(() => Int, { description: "Persons confirmed up to this day." })
  confirmed!: number;

  @Field(() => Int, { nullable: true, description: "Persons released from isolation up to this day." })
  released!: number | null;

  @Field(() => Int, { nullable: true, description: "Persons deceased up to this day." })
  deceased!: number | null;

  @Field(() => String, { description: "Where the figures come from." })
  source!: string;
}

export const RegionConnection = connectionOf(() => Region, "Region");
export const RegionStatisticConnection = connectionOf(() => RegionStatistic, "RegionStatistic");
