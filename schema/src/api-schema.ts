/** What a client sees of a supergraph: its types and fields without the machinery of federation. Not a contract: nothing is filtered by clearance. */
import { Supergraph } from "@apollo/federation-internals";
import type { GraphQLSchema } from "graphql";
import { SchemaError } from "./error.js";

/** Opens a supergraph with every feature it names: here it is only read, so the features that a gateway must enforce need not be supported. */
export function openSupergraph(sdl: string): Supergraph {
  try {
    return Supergraph.build(sdl, { supportedFeatures: null });
  } catch (error) {
    throw new SchemaError("SUPERGRAPH_INVALID", "this is not a supergraph: compose it again", [error instanceof Error ? error.message : String(error)]);
  }
}

/**
 * The API schema: no `join__`, no `link__`, nothing `@inaccessible`.
 * @throws {SchemaError} `SUPERGRAPH_INVALID` if the text is not a supergraph.
 */
export function apiSchema(sdl: string): GraphQLSchema {
  return openSupergraph(sdl).apiSchema().toGraphQLJSSchema();
}
