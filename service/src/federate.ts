/** From type-graphql classes to a federated, executable subgraph schema and its SDL. Not guarded yet: see guard.ts. */
import { buildSubgraphSchema } from "@apollo/subgraph";
import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { type GraphQLSchema, lexicographicSortSchema, parse, print } from "graphql";
import { buildSchema, createResolversMap, type NonEmptyArray } from "type-graphql";
import { accessDirectiveImports, withAccessDirectives } from "./access-directives.js";
import type { Scope } from "./scope.js";

type ClassLike = abstract new (...args: never[]) => unknown;
type Reference = { readonly __typename: string; readonly [key: string]: unknown };

export type Sources = {
  readonly resolvers: readonly ClassLike[];
  /** Types that no field leads to, among them the stubs of other subgraphs' entities. */
  readonly orphans: readonly ClassLike[];
  /** Loads an entity by its key; null when it does not exist or may not be seen. */
  readonly references: { readonly [Type in string]?: (reference: never, scope: Scope) => Promise<object | null> | object | null };
};

const imports = ["@key", "@shareable", "@external", "@requires", ...accessDirectiveImports];
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: [${imports.map((name) => `"${name}"`).join(", ")}])`;

export async function federate(sources: Sources): Promise<{ readonly schema: GraphQLSchema; readonly sdl: string }> {
  const built = await buildSchema({
    resolvers: sources.resolvers as unknown as NonEmptyArray<Function>,
    orphanedTypes: sources.orphans as unknown as Function[],
    validate: false,
    skipCheck: true,
  });
  const sdl = `${link}\n\n${print(withAccessDirectives(parse(printSchemaWithDirectives(lexicographicSortSchema(built)))))}\n`;
  const resolvers = createResolversMap(built) as Record<string, Record<string, unknown>>;
  for (const [type, load] of Object.entries(sources.references)) {
    const resolveReference = load as ((reference: Reference, scope: Scope) => unknown) | undefined;
    resolvers[type] = { ...resolvers[type], __resolveReference: resolveReference };
  }
  return { sdl, schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never }) };
}
