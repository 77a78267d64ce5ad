/** What a supergraph asks of whoever selects a field: its access directives, with all that the field leans on. Not whether somebody may: see decide.ts. */
import type { AnyOf, Coordinate } from "@epigraph/authz";
import { baseType, type CompositeType, type Directive, type FieldDefinition, type InterfaceType, isCompositeType, isInterfaceType, isObjectType, type NamedType, type ObjectType, type Schema } from "@apollo/federation-internals";
import { type AccessDirective, accessDirective, openSupergraph, specified } from "./access-features.js";
import { selectedCoordinates } from "./field-set.js";
import { saysMoreThan } from "./implication.js";

/** An AND of directives, each an OR of ANDs of facts: `authenticated`, `scope x`, `policy y`. */
export type Requirement = readonly AnyOf[];

/** Every field of every composite type by its coordinate, `__typename` included. A coordinate that is missing here is in no supergraph. */
export type Requirements = ReadonlyMap<Coordinate, Requirement>;

type Node = { readonly own: Requirement; readonly leansOn: readonly Coordinate[] };

/**
 * Selecting `Type.field` needs, all at once:
 * - the directives of the field, of its type, and of the type that it answers with (object, interface, scalar or enum);
 * - through an interface: the same of that field of every object type that implements it, for any of them may answer;
 * - what an interface asks beyond its object types (GHSA-mx7m-j9xf-62hw: asking for the object type must be no way round it);
 * - the same again of every field that it reads through `@requires` or `@fromContext` (GHSA-m8jr-fxqx-8xx6), and of what those read.
 *
 * `@key` needs nothing: a key names the entity that was reached already. `@provides` needs nothing: what it brings is sent only to whoever selects it.
 * @throws GraphQLError SUPERGRAPH_INVALID
 */
export function readRequirements(supergraph: string): Requirements {
  const schema = openSupergraph(supergraph);
  const nodes = new Map<Coordinate, Node>();
  const contexts = contextTypes(schema);
  for (const type of schema.types()) {
    if (!isCompositeType(type)) continue;
    const possible = isObjectType(type) ? [] : isInterfaceType(type) ? type.possibleRuntimeTypes() : type.types();
    nodes.set(`${type.name}.__typename`, { own: ofType(schema, type), leansOn: possible.map(({ name }): Coordinate => `${name}.__typename`) });
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of type.fields()) {
      const own = [...ofType(schema, type), ...ofElement(schema, field), ...beyond(schema, field), ...ofType(schema, answering(field))];
      nodes.set(`${type.name}.${field.name}`, { own, leansOn: [...possible.map(({ name }): Coordinate => `${name}.${field.name}`), ...readByResolver(schema, field, contexts)] });
    }
  }
  return new Map([...nodes.keys()].map((coordinate) => [coordinate, together(coordinate, nodes)]));
}

/** The requirements of everything that can be reached from a coordinate, each once. */
function together(start: Coordinate, nodes: ReadonlyMap<Coordinate, Node>): Requirement {
  const reached = new Set<Coordinate>([start]);
  const distinct = new Map<string, AnyOf>();
  for (const coordinate of reached) {
    const node = nodes.get(coordinate);
    if (!node) throw new RangeError(`\`${start}\` leans on \`${coordinate}\`, which the supergraph does not have`);
    for (const anyOf of node.own) distinct.set(JSON.stringify(anyOf), anyOf);
    for (const other of node.leansOn) reached.add(other); // a set in iteration also visits what is added
  }
  return [...distinct.values()];
}

type Guarded = NamedType | FieldDefinition<CompositeType>;

/** The directives of one type or field as they stand, in the order of their names. */
function ofElement(schema: Schema, element: Guarded): AnyOf[] {
  return [...directivesOf(schema, element).values()];
}

function directivesOf(schema: Schema, element: Guarded): ReadonlyMap<AccessDirective, AnyOf> {
  const found = new Map<AccessDirective, AnyOf>();
  for (const directive of element.appliedDirectives as readonly Directive[]) {
    const name = accessDirective(schema, directive);
    if (name !== undefined) found.set(name, asked(name, directive));
  }
  return found;
}

/** An empty list of alternatives is satisfied by nobody, as an OR of nothing is. */
function asked(name: AccessDirective, directive: Directive): AnyOf {
  if (name === "authenticated") return [["authenticated"]];
  const { scopes = [], policies = [] } = directive.arguments() as { readonly scopes?: AnyOf; readonly policies?: AnyOf };
  return name === "policy" ? policies.map((all) => all.map((one) => `policy ${one}`)) : scopes.map((all) => all.map((one) => `scope ${one}`));
}

function ofType(schema: Schema, type: NamedType): AnyOf[] {
  const interfaces = isObjectType(type) || isInterfaceType(type) ? [...type.interfaces()] : [];
  return [...ofElement(schema, type), ...interfaces.flatMap((over) => unexplained(schema, over, [...over.possibleRuntimeTypes()]))];
}

/** What interfaces ask of the same field beyond what their object types do. */
function beyond(schema: Schema, field: FieldDefinition<ObjectType | InterfaceType>): AnyOf[] {
  return [...field.parent.interfaces()].flatMap((over) => {
    const above = over.field(field.name);
    const below = over.possibleRuntimeTypes().flatMap((type) => type.field(field.name) ?? []);
    return above ? unexplained(schema, above, below) : [];
  });
}

/**
 * Composition (2.12 and later) writes on an interface what its object types ask together, and no author may write there. Earlier, authors could, and nothing
 * came down to the object types: what those do not explain is an author's.
 */
function unexplained(schema: Schema, above: Guarded, below: readonly Guarded[]): AnyOf[] {
  const explained = below.map((element) => directivesOf(schema, element));
  return [...directivesOf(schema, above)].filter(([name, anyOf]) => saysMoreThan(anyOf, explained.flatMap((directives) => [directives.get(name)].filter((known) => known !== undefined)))).map(([, anyOf]) => anyOf);
}

/** The fields whose values the gateway hands to the resolver of this one. */
function readByResolver(schema: Schema, field: FieldDefinition<ObjectType | InterfaceType>, contexts: ReadonlyMap<string, readonly CompositeType[]>): Coordinate[] {
  return (field.appliedDirectives as readonly Directive[]).flatMap((directive) => {
    const found = specified(schema, directive);
    if (found?.specification !== "join" || found.name !== "field") return [];
    const { requires, contextArguments = [] } = directive.arguments() as { readonly requires?: string; readonly contextArguments?: readonly { readonly context: string; readonly selection: string }[] };
    return [
      ...(requires === undefined ? [] : selectedCoordinates(schema, field.parent, requires)),
      ...contextArguments.flatMap(({ context, selection }) => (contexts.get(context) ?? []).flatMap((type): Coordinate[] => [`${type.name}.__typename`, ...selectedCoordinates(schema, type, selection)])),
    ];
  });
}

function contextTypes(schema: Schema): ReadonlyMap<string, readonly CompositeType[]> {
  const types = new Map<string, CompositeType[]>();
  for (const type of schema.types()) {
    if (!isCompositeType(type)) continue;
    for (const directive of type.appliedDirectives as readonly Directive[]) {
      const found = specified(schema, directive);
      const { name } = directive.arguments() as { readonly name?: string };
      if (found?.specification === "context" && found.name === "context" && name !== undefined) types.set(name, [...(types.get(name) ?? []), type]);
    }
  }
  return types;
}

function answering(field: FieldDefinition<CompositeType>): NamedType {
  if (!field.type) throw new RangeError(`\`${field.coordinate}\` has no type`);
  return baseType(field.type);
}
