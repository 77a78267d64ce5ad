/** A named cluster (집단감염): cases that an investigation has put together. Not one that was computed. */
import { connectionOf, LocalDate } from "@epigraph/service";
import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity({ schema: "cases", name: "cluster" })
@ObjectType({ description: "A named cluster of cases (집단감염)." })
export class Cluster {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Column("text", { name: "name_ko" })
  @Field(() => String, { nullable: true, description: "Name in Korean, or as the source writes it." })
  nameKo!: string;

  @Column("text", { name: "name_en" })
  @Field(() => String, { nullable: true, description: "Name in English." })
  nameEn!: string;

  @Column("text", { name: "region_code", nullable: true })
  regionCode!: string | null;

  @Column("uuid", { name: "place_id", nullable: true })
  placeId!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Kind of setting." })
  setting!: string | null;

  @Column("int", { name: "reported_count", nullable: true })
  @Field(() => Int, { nullable: true, description: "Cases as the source counted them; the cases known here may be fewer." })
  reportedCount!: number | null;
}

@ObjectType({ description: "How many cases a source counted in a cluster on a day." })
export class ClusterCount {
  @Field(() => String, { nullable: true, description: "Who counted." })
  source!: string;

  @Field(() => LocalDate, { nullable: true, description: "The day of the count." })
  day!: string;

  @Field(() => Int, { nullable: true, description: "How many." })
  count!: number;
}

export const ClusterCountConnection = connectionOf(() => ClusterCount, "ClusterCount");
export const ClusterConnection = connectionOf(() => Cluster, "Cluster");

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType({ description: "A place that people visit; never a home." })
export class Place {
  @Field(() => ID, { description: "Opaque id." })
  id!: string;
}
