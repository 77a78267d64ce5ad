/** Regions and their statistics, as asked for. */
import { connection, LocalDate, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { listRegions, regionByCode, statisticsOf } from "./store.js";
import { Region, RegionConnection, RegionStatisticConnection } from "./types.js";

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => Region, { nullable: true, description: "A region by its code." })
  region(@Arg("code", () => ID, { description: "Its ten-digit code." }) code: string, @Ctx() scope: Scope) {
    return regionByCode(scope).load(code);
  }

  @Query(() => RegionConnection, { nullable: true, description: "Regions in the order of their codes." })
  async regions(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("level", () => String, { nullable: true, description: "Only `province` or `municipality`." }) level: string | undefined,
    @Arg("parentCode", () => ID, { nullable: true, description: "Only those of this province." }) parentCode: string | undefined,
    @Ctx() scope: Scope,
  ) {
    const page = pageOf(args, 1);
    return connection(await listRegions(scope, { level, parentCode }, page), page, (region) => [region.code]);
  }

  @FieldResolver(() => Region, { nullable: true, description: "The region that this one belongs to." })
  parent(@Root() region: Region, @Ctx() scope: Scope) {
    return region.parentCode === null ? null : regionByCode(scope).load(region.parentCode);
  }

  @FieldResolver(() => RegionStatisticConnection, { nullable: true, description: "Cumulative counts, newest day first." })
  async statistics(
    @Root() region: Region,
    @Args(() => PageArgs) args: PageArgs,
    @Arg("from", () => LocalDate, { nullable: true, description: "First day." }) from: string | undefined,
    @Arg("to", () => LocalDate, { nullable: true, description: "Last day." }) to: string | undefined,
    @Ctx() scope: Scope,
  ) {
    const page = pageOf(args, 2);
    return connection(await statisticsOf(scope, { from, to }, page).load(region.code), page, (row) => [row.day, row.source]);
  }
}
