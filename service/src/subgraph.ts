/** What a subgraph says of itself, and what is made of it: a guarded schema. Not its running: see service.ts. */
import type { Coordinate, ServiceName } from "@epigraph/authz";
import type { GraphQLSchema } from "graphql";
import { federate, type Sources } from "./federate.js";
import { guard, type Resources, type Targets } from "./guard.js";
import type { OpenRoutes } from "./routes.js";

export type SubgraphDescription = Sources & {
  readonly name: ServiceName;
  /** TypeORM entities. */
  readonly entities: readonly (new () => object)[];
  readonly resources: Resources;
  /** For each mutation the row that it acts on. */
  readonly targets?: Targets;
  /** What it answers beside GraphQL. */
  readonly routes?: OpenRoutes;
};

export type Subgraph = { readonly name: ServiceName; readonly entities: readonly (new () => object)[]; readonly schema: GraphQLSchema; readonly sdl: string; readonly coordinates: readonly Coordinate[] };

/** @throws AuthzError RULE_MISSING */
export async function buildSubgraph(description: SubgraphDescription): Promise<Subgraph> {
  const { schema, sdl } = await federate(description);
  const coordinates = guard(schema, description.resources, description.targets);
  return { name: description.name, entities: description.entities, schema, sdl, coordinates };
}
