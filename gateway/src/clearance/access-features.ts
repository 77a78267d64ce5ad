/** A supergraph opened for its access directives, under whatever names its links give them. Not what they ask: see requirements.ts. */
import { type Directive, type DirectiveDefinition, DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, type NamedType, type Schema, Supergraph } from "@apollo/federation-internals";
import { type ConstDirectiveNode, Kind, parse, print, visit } from "graphql";
import { gatewayError } from "../error.js";

const specifications = "https://specs.apollo.dev";
const guarding = ["authenticated", "requiresScopes", "policy"] as const;
export type AccessDirective = (typeof guarding)[number];

/** Those that the stock gateway knows, those that this one enforces, and the one whose transitive reads it follows. */
const supportedFeatures = new Set([...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, ...guarding.map((name) => `${specifications}/${name}/v0.1`), `${specifications}/context/v0.1`]);

/**
 * @throws GraphQLError SUPERGRAPH_INVALID for a text that is no supergraph, that needs a security or execution feature (or a version of one) that is not known here,
 * or that uses the name of an access directive without linking it: what cannot be enforced must not be served
 */
export function openSupergraph(sdl: string): Schema {
  const { schema } = opened(sdl);
  for (const name of guarding) {
    const definition = schema.directive(name);
    if (definition && schema.coreFeatures?.sourceFeature(definition) === undefined) throw gatewayError("SUPERGRAPH_INVALID", `the supergraph has \`@${name}\` without a link to ${specifications}/${name}: link it`);
  }
  return schema;
}

function opened(sdl: string): Supergraph {
  try {
    return Supergraph.build(sdl, { supportedFeatures });
  } catch (error) {
    throw gatewayError("SUPERGRAPH_INVALID", `the supergraph cannot be served: ${error instanceof Error ? error.message : "it does not parse"}`);
  }
}

/** What a directive is called by its specification, imports and prefixes undone; `undefined` for one of no specification. */
export function specified(schema: Schema, element: Directive | DirectiveDefinition | NamedType): { readonly specification: string; readonly name: string } | undefined {
  const source = schema.coreFeatures?.sourceFeature(element as Directive);
  if (!source || source.nameInFeature === null || !source.feature.url.identity.startsWith(`${specifications}/`)) return undefined;
  return { specification: source.feature.url.identity.slice(specifications.length + 1), name: source.nameInFeature };
}

/** Which access directive it is; also as an element of the federation specification itself. */
export function accessDirective(schema: Schema, directive: Directive | DirectiveDefinition): AccessDirective | undefined {
  const found = specified(schema, directive);
  if (!found || (found.specification !== found.name && found.specification !== "federation")) return undefined;
  return guarding.find((name) => name === found.name);
}

/** The same supergraph without the access directives, their definitions and links: what a gateway that refuses them can load, behind this one. */
export function withoutAccessDirectives(sdl: string): string {
  const schema = openSupergraph(sdl);
  const directives = new Set([...schema.directives()].filter((definition) => accessDirective(schema, definition)).map(({ name }) => name));
  const types = new Set([...schema.types()].filter((type) => guarding.some((name) => name === specified(schema, type)?.specification)).map(({ name }) => name));
  const linking = schema.coreFeatures?.coreItself.nameInSchema;
  const isLink = ({ name, arguments: given }: ConstDirectiveNode): boolean =>
    name.value === linking && given?.some(({ value }) => value.kind === Kind.STRING && guarding.some((guard) => value.value.startsWith(`${specifications}/${guard}/`))) === true;
  return print(
    visit(parse(sdl), {
      DirectiveDefinition: (node) => (directives.has(node.name.value) ? null : undefined),
      ScalarTypeDefinition: { leave: (node) => (types.has(node.name.value) ? null : undefined) },
      Directive: (node) => (directives.has(node.name.value) || isLink(node as ConstDirectiveNode) ? null : undefined),
    }),
  );
}
