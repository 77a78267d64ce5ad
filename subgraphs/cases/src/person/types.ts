/** Who a case or contact is (P3). Stands apart from everything clinical, sealed under a key of the person's own. */
import type { Resource } from "@epigraph/authz";
import { ObjectType } from "type-graphql";
import { Column, Entity, PrimaryColumn } from "typeorm";

@Entity({ schema: "cases", name: "person" })
@ObjectType({ description: "The identity behind a case or contact; for those assigned to it. Empty once the person's data were deleted, and while a legal hold keeps them." })
export class Person {
  @PrimaryColumn("uuid")
  key!: string;

  /** Sealed; null when nothing is known of the person. */
  @Column("bytea", { nullable: true })
  identity!: Buffer | null;

  /** What the rules may know: that of the case or contact through which the person was reached. */
  resource!: Resource;
}
