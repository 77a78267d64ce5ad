/** An outbreak event: something that happened at a place, with the cases and contacts who were there. Not a cluster, which is made of cases that belong together. */
import type { RegionCode, Resource } from "@epigraph/authz";
import { connectionOf, LocalDate } from "@epigraph/service";
import { Field, ID, ObjectType } from "type-graphql";

@ObjectType({ description: "An outbreak event at a place, such as a service or a wedding." })
export class Event {
  regionCode!: RegionCode;
  placeId!: string | null;

  @Field(() => ID, { description: "Opaque id." })
  id!: string;

  @Field(() => String, { nullable: true, description: "Name in Korean." })
  nameKo!: string;

  @Field(() => String, { nullable: true, description: "Name in English." })
  nameEn!: string;

  @Field(() => String, { nullable: true, description: "Kind of setting." })
  setting!: string | null;

  @Field(() => LocalDate, { nullable: true, description: "First day." })
  startedOn!: string;

  @Field(() => LocalDate, { nullable: true, description: "Last day; null while it is not known." })
  endedOn!: string | null;
}

export const EventConnection = connectionOf(() => Event, "Event");

/** It belongs to a region and speaks of nobody. */
export const resourceOfEvent = (row: Event): Resource => ({ regionCode: row.regionCode, sealed: false });
