/** Clinics, as asked for. */
import { badInput, connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { clinicById, clinicsOfRegion, listClinics, reportCrowding } from "./store.js";
import { Clinic, ClinicConnection, Region } from "./types.js";

const crowdings = ["low", "moderate", "high", "closed"];

@Resolver(() => Clinic)
export class ClinicResolver {
  @Query(() => Clinic, { nullable: true, description: "A screening clinic by its id." })
  async clinic(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const found = await clinicById(scope).load(parseId(id));
    if (!found) throw notFound("clinic");
    return found;
  }

  @Query(() => ClinicConnection, { nullable: true, description: "Screening clinics." })
  async clinics(@Args(() => PageArgs) args: PageArgs, @Arg("regionCode", () => ID, { nullable: true, description: "Only those of this municipality." }) regionCode: string | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await listClinics(scope, regionCode, page), page, ({ id }) => [id]);
  }

  @Mutation(() => Clinic, { nullable: true, description: "Reports how crowded a clinic of the own agency is; replaces the last report." })
  async reportCrowding(
    @Arg("clinic", () => ID, { description: "The clinic's opaque id." }) id: string,
    @Arg("crowding", () => String, { description: "`low`, `moderate`, `high` or `closed`." }) crowding: string,
    @Ctx() scope: Scope,
  ) {
    if (!crowdings.includes(crowding)) throw badInput(`\`crowding\` must be one of ${crowdings.join(", ")}`);
    const found = await clinicById(scope).load(parseId(id));
    if (!found) throw notFound("clinic");
    return reportCrowding(scope, found, crowding);
  }

  @FieldResolver(() => Region, { nullable: true, description: "The municipality." })
  region(@Root() clinic: Clinic) {
    return Object.assign(new Region(), { code: clinic.regionCode });
  }
}

@Resolver(() => Region)
export class RegionClinicsResolver {
  @FieldResolver(() => ClinicConnection, { nullable: true, description: "Screening clinics of the municipality." })
  async clinics(@Root() region: Region, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await clinicsOfRegion(scope, page).load(region.code), page, ({ id }) => [id]);
  }
}
