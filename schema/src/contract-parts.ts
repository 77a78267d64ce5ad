/** Takes out of one subgraph's schema all that is `@inaccessible`, and then all that leads nowhere. Decides nothing: see contract-elements.ts. */
import { extractLinkImplementations } from "@theguild/federation-composition";
import { type ASTNode, type ConstDirectiveNode, type DefinitionNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode, parse, type SelectionSetNode, type TypeDefinitionNode, type TypeNode, visit } from "graphql";

type Names = { readonly inaccessible: string; readonly external: string; readonly key: string; readonly requires: string; readonly provides: string };

/**
 * What is left of the subgraph for a contract; `undefined` when it has nothing to give. Keys of which a field is gone go too: a contract that needs one of them
 * does not compose.
 */
export function contractPart(document: DocumentNode): DocumentNode | undefined {
  const { resolveImportName } = extractLinkImplementations(document);
  const named = (name: string): string => resolveImportName("https://specs.apollo.dev/federation", name);
  const names = { inaccessible: named("@inaccessible"), external: named("@external"), key: named("@key"), requires: named("@requires"), provides: named("@provides") };
  const open = withoutEmptyTypes(withoutUnusedExternals(withoutInaccessible(document, names), names));
  return withoutUnreachable(withoutLostKeys(open, names), addedToEntities(open, names));
}

const has = (node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }, name: string): boolean => node.directives?.some((directive) => directive.name.value === name) ?? false;

function withoutInaccessible(document: DocumentNode, { inaccessible }: Names): DocumentNode {
  return visit(document, { enter: (node: ASTNode) => ("directives" in node && has(node as ObjectTypeDefinitionNode, inaccessible) ? null : undefined) });
}

/** A field of another subgraph is written down here because a field or key of this one needs it; when that has gone, it only names it. */
function withoutUnusedExternals(document: DocumentNode, names: Names): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition: (type) => {
      const used = new Set([...fieldSets(type, [names.key]), ...(type.fields ?? []).flatMap((field) => fieldSets(field, [names.requires]))]);
      const provided = document.definitions.flatMap((other) => ("fields" in other ? (other.fields ?? []).flatMap((field) => fieldSets(field, [names.provides])) : []));
      return { ...type, fields: (type.fields ?? []).filter((field) => !has(field, names.external) || used.has(field.name.value) || provided.includes(field.name.value)) };
    },
  });
}

function withoutEmptyTypes(document: DocumentNode): DocumentNode {
  return { ...document, definitions: document.definitions.filter((definition) => !("fields" in definition && definition.fields?.length === 0)) };
}

function withoutLostKeys(document: DocumentNode, { key }: Names): DocumentNode {
  return visit(document, {
    ObjectTypeDefinition: (type) => {
      const fields = new Set((type.fields ?? []).map((field) => field.name.value));
      return { ...type, directives: (type.directives ?? []).filter((directive) => directive.name.value !== key || topLevel(directive).every((name) => fields.has(name))) };
    },
  });
}

/** The top-level names of the `fields` of the directives. */
const fieldSets = (node: { readonly directives?: readonly ConstDirectiveNode[] | undefined }, names: readonly string[]): string[] => (node.directives ?? []).filter((directive) => names.includes(directive.name.value)).flatMap(topLevel);

function topLevel(directive: ConstDirectiveNode): string[] {
  const fields = directive.arguments?.find((argument) => argument.name.value === "fields")?.value;
  if (fields?.kind !== Kind.STRING) return [];
  const [definition] = parse(`{ ${fields.value} }`).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? namesIn(definition.selectionSet) : [];
}

const namesIn = (set: SelectionSetNode): string[] => set.selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : selection.kind === Kind.INLINE_FRAGMENT ? namesIn(selection.selectionSet) : []));

const isType = (node: ASTNode): node is TypeDefinitionNode => node.kind.endsWith("TypeDefinition");
const rootNames = ["Query", "Mutation", "Subscription"];

/** Keeps what the roots lead to, and what this subgraph adds to entities of others. */
function withoutUnreachable(document: DocumentNode, added: ReadonlySet<string>): DocumentNode | undefined {
  const types = new Map(document.definitions.filter(isType).map((type) => [type.name.value, type]));
  const reached = new Set<string>();
  const waiting = [...types.values()].filter((type) => rootNames.includes(type.name.value) || added.has(type.name.value)).map((type) => type.name.value);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const type = types.get(name);
    if (type === undefined || reached.has(name)) continue;
    reached.add(name);
    waiting.push(...leadsTo(type), ...[...types.values()].filter((other) => "interfaces" in other && other.interfaces?.some((one) => one.name.value === name)).map((other) => other.name.value));
  }
  if (reached.size === 0) return undefined;
  const definitions = document.definitions.flatMap((definition): DefinitionNode[] => {
    if (isType(definition)) return reached.has(definition.name.value) ? [definition] : [];
    if (definition.kind !== Kind.SCHEMA_DEFINITION) return [definition];
    const operationTypes = definition.operationTypes.filter(({ type }) => reached.has(type.name.value));
    return operationTypes.length > 0 ? [{ ...definition, operationTypes }] : [];
  });
  return { ...document, definitions };
}

/** Entities of which this subgraph has more than the keys. Also those whose keys will all be gone: then composition says which field cannot be reached. */
function addedToEntities({ definitions }: DocumentNode, { key, external }: Names): ReadonlySet<string> {
  const added = definitions.filter((type): type is ObjectTypeDefinitionNode => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION || !has(type, key)) return false;
    const keys = fieldSets(type, [key]);
    return (type.fields ?? []).some((field) => !keys.includes(field.name.value) && !has(field, external));
  });
  return new Set(added.map(({ name }) => name.value));
}

function leadsTo(type: TypeDefinitionNode): string[] {
  if (type.kind === Kind.UNION_TYPE_DEFINITION) return (type.types ?? []).map((member) => member.name.value);
  if (!("fields" in type)) return [];
  const interfaces = "interfaces" in type ? (type.interfaces ?? []).map((one) => one.name.value) : [];
  return [...interfaces, ...(type.fields ?? []).flatMap((field) => [namedType(field.type), ...(field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []).map((argument) => namedType(argument.type)) : [])])];
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
