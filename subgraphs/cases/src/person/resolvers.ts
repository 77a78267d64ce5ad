/** The parts of an identity, each opened only when it is asked for. */
import { LocalDate, type Scope } from "@epigraph/service";
import { Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { identityOf } from "./store.js";
import { Person } from "./types.js";

@Resolver(() => Person)
export class PersonResolver {
  @FieldResolver(() => String, { nullable: true, description: "Full name." })
  async fullName(@Root() person: Person, @Ctx() scope: Scope) {
    return (await identityOf(scope).load(person)).fullName ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: "Telephone number." })
  async phone(@Root() person: Person, @Ctx() scope: Scope) {
    return (await identityOf(scope).load(person)).phone ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: "Home address." })
  async address(@Root() person: Person, @Ctx() scope: Scope) {
    return (await identityOf(scope).load(person)).address ?? null;
  }

  @FieldResolver(() => Int, { nullable: true, description: "Year of birth." })
  async birthYear(@Root() person: Person, @Ctx() scope: Scope) {
    const { birthDate } = await identityOf(scope).load(person);
    return birthDate === undefined ? null : Number(birthDate.slice(0, 4));
  }

  @FieldResolver(() => LocalDate, { nullable: true, description: "Day of birth; null where only the year is known." })
  async birthDate(@Root() person: Person, @Ctx() scope: Scope) {
    const { birthDate } = await identityOf(scope).load(person);
    return birthDate?.length === 10 ? birthDate : null;
  }

  @FieldResolver(() => String, { nullable: true, description: "Nationality, as the source says it." })
  async nationality(@Root() person: Person, @Ctx() scope: Scope) {
    return (await identityOf(scope).load(person)).nationality ?? null;
  }
}
