/** A place that several people visit: a shop, a hospital, a church. Never anybody's home. */
import type { RegionCode } from "@epigraph/authz";
import { connectionOf } from "@epigraph/service";
import { Directive, Field, Float, ID, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Directive('@key(fields: "id")')
@Entity({ schema: "movements", name: "place" })
@ObjectType({ description: "A place that people visit; never a home." })
export class Place {
  @PrimaryColumn("uuid")
  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Name; null where the source gives none." })
  name!: string | null;

  @Column("text")
  @Field(() => String, { nullable: true, description: "Kind of place, such as `hospital`, `church`, `club`." })
  category!: string;

  @Column("text", { name: "region_code", nullable: true })
  regionCode!: RegionCode | null;

  @Column("float8")
  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  latitude!: number;

  @Column("float8")
  @Field(() => Float, { nullable: true, description: "Degrees, WGS 84." })
  longitude!: number;
}

export const PlaceConnection = connectionOf(() => Place, "Place");

@Directive('@key(fields: "code")')
@ObjectType({ description: "A country, province (시·도) or municipality (시·군·구)." })
export class Region {
  @Field(() => ID, { description: "Ten-digit code of the Ministry of the Interior and Safety (법정동코드), such as `1168000000`." })
  code!: string;
}
