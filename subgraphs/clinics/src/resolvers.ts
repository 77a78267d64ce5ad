/** Clinics, as asked for. */
import { connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { clinicById, clinicsOfRegion, listClinics } from "./store.js";
import { Clinic, ClinicConnection, Region } from "./types.js";

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
