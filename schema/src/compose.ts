/** From the subgraphs' SDL to the one supergraph, or a list of all that is wrong. Plans nothing, runs nothing, asks no server. */
import { composeServices } from "@apollo/composition";
import { GraphQLError, parse, type DocumentNode } from "graphql";
import { SchemaError } from "./error.js";
import { requiresWithArguments } from "./requires-arguments.js";
import type { SubgraphFile } from "./subgraph-files.js";

/** The composed supergraph, and what the composer remarks without refusing it. */
export type Composition = { readonly supergraph: string; readonly hints: readonly string[] };

/**
 * Composes the subgraphs. The same subgraphs in any order give the same text.
 * @throws {SchemaError} `SDL_INVALID` if a subgraph does not parse, `COMPOSITION_FAILED` with every message if they do not fit together.
 */
export function compose(subgraphs: readonly SubgraphFile[]): Composition {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parsed(name, sdl) })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const refused = services.flatMap(({ name, typeDefs }) =>
    requiresWithArguments(typeDefs).map((coordinate) => `[${name}] \`@requires\` on \`${coordinate}\` gives a field arguments, which the planner may answer with another operation's arguments: add a field without arguments`),
  );
  if (refused.length > 0) throw failed(refused);
  const result = composeServices(services);
  if (result.errors !== undefined) throw failed(result.errors.map(message));
  return { supergraph: `${result.supergraphSdl.trimEnd()}\n`, hints: result.hints.map((hint) => `${hint.definition.code}: ${hint.message}`) };
}

function parsed(name: string, sdl: string): DocumentNode {
  try {
    return parse(sdl);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [location] = error.locations ?? [];
    throw new SchemaError("SDL_INVALID", `the schema of subgraph \`${name}\` does not parse`, [`line ${location?.line ?? 0}, column ${location?.column ?? 0}: ${error.message}`]);
  }
}

function failed(messages: readonly string[]): SchemaError {
  return new SchemaError("COMPOSITION_FAILED", `the subgraphs do not compose, ${messages.length} ${messages.length === 1 ? "fault" : "faults"}:`, messages);
}

function message(error: GraphQLError): string {
  const code = error.extensions["code"];
  return typeof code === "string" ? `${code}: ${error.message}` : error.message;
}
