/** Who a case or contact is (P3). Stands apart from everything clinical. */
import type { Resource } from "@epigraph/authz";
import { Field, Int, ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity({ schema: "cases", name: "person" })
@ObjectType({ description: "The identity behind a case or contact; for those assigned to it." })
export class Person {
  @PrimaryColumn("uuid")
  key!: string;

  @Column("text", { name: "full_name", nullable: true })
  @Field(() => String, { nullable: true, description: "Full name." })
  fullName!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Telephone number." })
  phone!: string | null;

  @Column("text", { nullable: true })
  @Field(() => String, { nullable: true, description: "Home address." })
  address!: string | null;

  @Column("int", { name: "birth_year", nullable: true })
  @Field(() => Int, { nullable: true, description: "Year of birth." })
  birthYear!: number | null;

  /** What the rules may know: that of the case or contact through which the person was reached. */
  resource!: Resource;
}
