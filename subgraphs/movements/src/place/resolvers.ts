/** Places, as asked for. */
import { connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { placeById, placesOfRegion } from "./store.js";
import { Place, PlaceConnection, Region } from "./types.js";

@Resolver(() => Place)
export class PlaceResolver {
  @Query(() => Place, { nullable: true, description: "A place by its id." })
  async place(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const found = await placeById(scope).load(parseId(id));
    if (!found) throw notFound("place");
    return found;
  }

  @FieldResolver(() => Region, { nullable: true, description: "The municipality it lies in." })
  region(@Root() place: Place) {
    return place.regionCode === null ? null : Object.assign(new Region(), { code: place.regionCode });
  }
}

@Resolver(() => Region)
export class RegionPlacesResolver {
  @FieldResolver(() => PlaceConnection, { nullable: true, description: "Places in the municipality that evidence speaks of." })
  async places(@Root() region: Region, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await placesOfRegion(scope, page).load(region.code), page, ({ id }) => [id]);
  }
}
