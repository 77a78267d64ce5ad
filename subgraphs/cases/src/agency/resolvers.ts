/** Agencies and stubs, as asked for. */
import type { AgencyId } from "@epigraph/authz";
import { connection, notFound, PageArgs, pageOf, type Scope } from "@epigraph/service";
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { regionByCode } from "../region/store.js";
import { Region } from "../region/types.js";
import { agencyById, listAgencies } from "./store.js";
import { Agency, AgencyConnection, CaseStub } from "./types.js";

@Resolver(() => Agency)
export class AgencyResolver {
  @Query(() => Agency, { nullable: true, description: "An agency by its id." })
  async agency(@Arg("id", () => ID, { description: "Its id." }) id: string, @Ctx() scope: Scope) {
    const found = await agencyById(scope).load(id as AgencyId);
    if (!found) throw notFound("agency");
    return found;
  }

  @Query(() => AgencyConnection, { nullable: true, description: "Agencies in the order of their ids." })
  async agencies(@Args(() => PageArgs) args: PageArgs, @Arg("regionCode", () => ID, { nullable: true, description: "Only that of this municipality." }) regionCode: string | undefined, @Ctx() scope: Scope) {
    const page = pageOf(args, 1);
    return connection(await listAgencies(scope, regionCode, page), page, ({ id }) => [id]);
  }

  @FieldResolver(() => Region, { nullable: true, description: "The municipality; null for national agencies." })
  region(@Root() agency: Agency, @Ctx() scope: Scope) {
    return agency.regionCode === null ? null : regionByCode(scope).load(agency.regionCode);
  }
}

@Resolver(() => CaseStub)
export class CaseStubResolver {
  @FieldResolver(() => Agency, { nullable: true, description: "The agency that keeps the case: the one to call." })
  agency(@Root() stub: CaseStub, @Ctx() scope: Scope) {
    return stub.agencyId === null ? null : agencyById(scope).load(stub.agencyId);
  }
}
