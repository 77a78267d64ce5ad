/** Support programs, as asked for. */
import { connection, notFound, PageArgs, pageOf, parseId, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { listPrograms, programById, programsOfRegion } from "./store.js";
import { Region, SupportProgram, SupportProgramConnection } from "./types.js";

@Resolver(() => SupportProgram)
export class SupportProgramResolver {
  @Query(() => SupportProgram, { nullable: true, description: "A support program by its id." })
  async supportProgram(@Arg("id", () => ID, { description: "Its opaque id." }) id: string, @Ctx() scope: Scope) {
    const found = await programById(scope).load(parseId(id));
    if (!found) throw notFound("support program");
    return found;
  }

  @Query(() => SupportProgramConnection, { nullable: true, description: "Support programs." })
  async supportPrograms(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("regionCode", () => ID, { nullable: true, description: "Only those offered in this municipality, its province's included." }) regionCode: string | undefined,
    @Ctx() scope: Scope,
  ) {
    const page = pageOf(args, 1);
    return connection(await listPrograms(scope, regionCode, page), page, ({ id }) => [id]);
  }

  @FieldResolver(() => Region, { nullable: true, description: "Where it is offered: a municipality or a whole province." })
  region(@Root() program: SupportProgram) {
    return Object.assign(new Region(), { code: program.regionCode });
  }
}

@Resolver(() => Region)
export class RegionProgramsResolver {
  @FieldResolver(() => SupportProgramConnection, { nullable: true, description: "Support programs offered here, the province's included." })
  async supportPrograms(@Root() region: Region, @Args(() => PageArgs) args: PageArgs, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await programsOfRegion(scope, page).load(region.code), page, ({ id }) => [id]);
  }
}
