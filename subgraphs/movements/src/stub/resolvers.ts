/** Stubs, as asked for. */
import { FieldResolver, Resolver, Root } from "type-graphql";
import { Agency, CaseStub } from "./types.js";

@Resolver(() => CaseStub)
export class CaseStubResolver {
  @FieldResolver(() => Agency, { nullable: true, description: "The agency that keeps the case: the one to call." })
  agency(@Root() stub: CaseStub) {
    return stub.agencyId === null ? null : Object.assign(new Agency(), { id: stub.agencyId });
  }
}
