/** Puts what the rules ask of each field into a subgraph's SDL, as the standard federation directives. Enforces nothing: the gateway reads them, the guard reads the rules. */
import { type AccessRequirement, accessRequirement, type AnyOf, type Coordinate } from "@epigraph/authz";
import { type ConstDirectiveNode, type ConstValueNode, type DocumentNode, type FieldDefinitionNode, Kind, type NameNode, visit } from "graphql";

/** The names to import from the federation specification, 2.6 or later. */
export const accessDirectiveImports = ["@authenticated", "@requiresScopes", "@policy"] as const;

/**
 * The document with the directives on every field of every object type; a field without a rule gets one that nobody satisfies. An `@external` field has them where it
 * is resolved: composition refuses them on the mention of it.
 */
export function withAccessDirectives(document: DocumentNode, requirementOf: (coordinate: Coordinate) => AccessRequirement | undefined = accessRequirement): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition: (type) => ({
      ...type,
      fields: type.fields?.map((field) => (isExternal(field) ? field : { ...field, directives: [...(field.directives ?? []), ...directives(requirementOf(`${type.name.value}.${field.name.value}`))] })) ?? [],
    }),
  });
}

const isExternal = (field: FieldDefinitionNode): boolean => field.directives?.some(({ name }) => name.value === "external") === true;

function directives(requirement: AccessRequirement | undefined): ConstDirectiveNode[] {
  if (requirement === undefined) return [];
  const { authenticated, scopes, policies } = requirement;
  return [...(authenticated ? [directive("authenticated")] : []), ...(scopes ? [directive("requiresScopes", "scopes", scopes)] : []), ...(policies ? [directive("policy", "policies", policies)] : [])];
}

function directive(name: string, argument?: string, anyOf: AnyOf = []): ConstDirectiveNode {
  const value = list(anyOf.map((all) => list(all.map((text) => ({ kind: Kind.STRING, value: text })))));
  return { kind: Kind.DIRECTIVE, name: named(name), arguments: argument === undefined ? [] : [{ kind: Kind.ARGUMENT, name: named(argument), value }] };
}

const named = (value: string): NameNode => ({ kind: Kind.NAME, value });
const list = (values: readonly ConstValueNode[]): ConstValueNode => ({ kind: Kind.LIST, values });
